"""What the distribution still lacks, in a plan without any demo."""

from incentives.models import BudgetChapter, EmployeeChapter
from incentives.readiness import data_checks
from tests.distributed import small_plan


def test_budget_chapters_come_before_the_people_on_them(db: None) -> None:
    plan = small_plan()
    EmployeeChapter.objects.all().delete()
    BudgetChapter.objects.all().delete()
    (check,) = [check for check in data_checks(plan) if check.key == "employeechapter"]
    assert check.text == "Inserisci prima i capitoli di bilancio."
