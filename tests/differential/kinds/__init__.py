"""The Django app that the spec's models, serializers and services are."""
