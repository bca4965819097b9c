from django.urls import path

from objectives.views import (
    amendments,
    entries,
    evidence,
    monitoring,
    paste,
    phases,
    results,
    validation,
)

PLAN = "piano/<int:year>/"
MONITORING = f"{PLAN}monitoraggio/"
PROJECT = f"{PLAN}progetti/<int:number>/"
INDICATOR = f"{PROJECT}indicatori/<int:order>/"
EVIDENCE = f"{PROJECT}evidenze/"
REMARK = f"{PROJECT}rilievi/<int:key>/"

urlpatterns = [
    path(f"{PLAN}indicatori/", entries.my_indicators, name="my_indicators"),
    path(f"{PLAN}indicatori/importa/", paste.paste_values, name="paste_values"),
    path(INDICATOR, entries.indicator, name="indicator"),
    path(f"{INDICATOR}bozza/", entries.indicator_draft, name="indicator_draft"),
    path(f"{PROJECT}fasi/", phases.phases, name="phases"),
    path(EVIDENCE, evidence.evidence_add, name="evidence_add"),
    path(f"{EVIDENCE}<int:key>/", evidence.evidence_file, name="evidence_file"),
    path(f"{EVIDENCE}<int:key>/ritira/", evidence.evidence_withdraw, name="evidence_withdraw"),
    path(MONITORING, monitoring.monitoring, name="monitoring"),
    path(f"{MONITORING}nuovo/", monitoring.window_create, name="window_create"),
    path(f"{MONITORING}<int:pk>/modifica/", monitoring.window_edit, name="window_edit"),
    path(f"{MONITORING}<int:pk>/chiudi/", monitoring.window_close, name="window_close"),
    path(f"{MONITORING}<int:pk>/riapri/", monitoring.window_reopen, name="window_reopen"),
    path(f"{PLAN}scadenze.ics", monitoring.deadlines_ics, name="deadlines_ics"),
    path(f"{PROJECT}conferma/", results.result_confirm, name="result_confirm"),
    path(f"{PROJECT}rinvio/", results.result_send_back, name="result_send_back"),
    path(f"{PROJECT}pesi/", results.result_mode, name="result_mode"),
    path(f"{INDICATOR}neutralizza/", results.indicator_neutralise, name="indicator_neutralise"),
    path(f"{PROJECT}variazione/", amendments.project_amend, name="project_amend"),
    path(f"{PROJECT}esito/", validation.result_validate, name="result_validate"),
    path(f"{PROJECT}rilievi/nuovo/", validation.remark_open, name="remark_open"),
    path(REMARK, validation.remark, name="remark"),
    path(f"{REMARK}chiudi/", validation.remark_close, name="remark_close"),
]
