from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IncentivesConfig(AppConfig):
    name = "incentives"
    verbose_name = _("Incentives")

    def ready(self) -> None:
        from incentives import conditions
        from incentives.models.limits import check_weight
        from objectives.enums import PlanState
        from objectives.models import Project
        from objectives.states import needs, undoing_needs

        Project.checks.append(check_weight)
        needs(PlanState.FINAL_REPORT, conditions.allocation_approved)
        needs(PlanState.SENT_BACK, conditions.distribution_stays)
        needs(PlanState.PAYABLE, conditions.distribution_approved)
        undoing_needs(PlanState.VALIDATED, conditions.distribution_not_approved)
