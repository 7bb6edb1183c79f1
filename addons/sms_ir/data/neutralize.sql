-- A copy of the database must not be able to send, nor to find out what it may send with.
UPDATE sms_ir_account
   SET api_key = NULL,
       proxy = NULL,
       soap_password = NULL,
       soap_wsdl = 'https://sms-ir.invalid/?wsdl',
       base_url = 'https://sms-ir.invalid/v1',
       state = 'new',
       sandbox = TRUE;
UPDATE sms_ir_message SET next_poll_at = NULL;
