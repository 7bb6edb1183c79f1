from . import (
    test_accounts,
    test_delivery,
    test_inbound,
    test_limits,
    test_queue,
    test_refusals,
    test_schedule,
    test_seam,
    test_security,
    test_settle,
    test_soap,
    test_templates,
)
