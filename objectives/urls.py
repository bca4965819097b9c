from django.urls import URLPattern, path

from objectives.views import monitoring

MONITORING = "piano/<int:year>/monitoraggio/"

urlpatterns: list[URLPattern] = [
    path(MONITORING, monitoring.monitoring, name="monitoring"),
    path(f"{MONITORING}nuovo/", monitoring.window_create, name="window_create"),
    path(f"{MONITORING}<int:pk>/modifica/", monitoring.window_edit, name="window_edit"),
    path(f"{MONITORING}<int:pk>/chiudi/", monitoring.window_close, name="window_close"),
    path(f"{MONITORING}<int:pk>/riapri/", monitoring.window_reopen, name="window_reopen"),
    path("piano/<int:year>/scadenze.ics", monitoring.deadlines_ics, name="deadlines_ics"),
]
