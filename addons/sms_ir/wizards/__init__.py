from . import sms_composer, sms_ir_test
