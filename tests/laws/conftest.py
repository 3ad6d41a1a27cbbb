"""One profile for all laws: the same examples in every run; more of them with LAWS=n."""

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "laws",
    deadline=None,
    derandomize="LAWS" not in os.environ,
    max_examples=int(os.environ.get("LAWS", "12")),
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.filter_too_much,
    ],
    print_blob=True,
)
settings.load_profile("laws")
