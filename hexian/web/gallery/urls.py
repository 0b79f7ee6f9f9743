"""Addresses of the gallery."""

from django.urls import path

from hexian.web.gallery import views

app_name = "gallery"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("forms/", views.forms, name="forms"),
    path("states/", views.states, name="states"),
    path("desk/", views.desk, name="desk"),
    path("phone/", views.phone, name="phone"),
    path("phone/form/", views.phone_form, name="phone_form"),
    path("phone/card/", views.phone_card, name="phone_card"),
    path("phone/stations/", views.phone_list, name="phone_list"),
    path("public/", views.public, name="public"),
    path("errors/<slug:name>/", views.error, name="error"),
]
