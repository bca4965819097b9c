from django.contrib import admin

from objectives.models import Area, Employee, EmploymentPeriod, Headship, Sector
from objectives.rules import enter_organisation

from .base import AuditedAdmin, Rows


class AreaRows(Rows):
    may = enter_organisation
    model = Area


class PeriodRows(Rows):
    may = enter_organisation
    model = EmploymentPeriod
    autocomplete_fields = ("area",)


class HeadshipRows(Rows):
    may = enter_organisation
    model = Headship
    autocomplete_fields = ("employee", "sector", "area")


@admin.register(Sector)
class SectorAdmin(AuditedAdmin):
    may = enter_organisation
    list_display = ("code", "name", "is_extra", "order")
    list_filter = ("is_extra",)
    search_fields = ("code", "name")
    inlines = (AreaRows, HeadshipRows)


@admin.register(Area)
class AreaAdmin(AuditedAdmin):
    may = enter_organisation
    list_display = ("code", "name", "sector")
    list_filter = ("sector",)
    list_select_related = ("sector",)
    search_fields = ("code", "name")
    inlines = (HeadshipRows,)


@admin.register(Employee)
class EmployeeAdmin(AuditedAdmin):
    may = enter_organisation
    list_display = ("code", "last_name", "first_name")
    list_filter = ("periods__area__sector", "periods__is_eq_holder")
    search_fields = ("code", "last_name", "first_name")
    inlines = (PeriodRows, HeadshipRows)


@admin.register(EmploymentPeriod)
class EmploymentPeriodAdmin(AuditedAdmin):
    may = enter_organisation
    list_display = (
        "employee",
        "area",
        "category",
        "part_time_percent",
        "is_eq_holder",
        "start",
        "end",
    )
    list_filter = ("is_eq_holder", "category", "area")
    list_select_related = ("employee", "area")
    search_fields = ("employee__code", "employee__last_name", "employee__first_name")
    autocomplete_fields = ("employee", "area")


@admin.register(Headship)
class HeadshipAdmin(AuditedAdmin):
    may = enter_organisation
    list_display = ("employee", "sector", "area", "start", "end")
    list_filter = ("sector",)
    list_select_related = ("employee", "sector", "area")
    search_fields = ("employee__code", "employee__last_name", "area__name")
    autocomplete_fields = ("employee", "sector", "area")
