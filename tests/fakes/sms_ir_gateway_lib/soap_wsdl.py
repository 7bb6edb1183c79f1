"""The WSDL of the SOAP service, in the shape ASMX writes it (SOAP 1.1, document/literal)."""

from xml.sax.saxutils import escape, quoteattr

from .soap_model import ARRAYS, GUID_PATTERN, OPERATIONS, SERVICE, TYPES, VALUE_TYPES


def build(namespace, address):
    """Return the WSDL document as text."""
    messages, port_type, binding = [], [], []
    for name in OPERATIONS:
        messages.append(
            _message(f"{name}SoapIn", name) + _message(f"{name}SoapOut", f"{name}Response")
        )
        port_type.append(
            f'<wsdl:operation name="{name}"><wsdl:input message="tns:{name}SoapIn"/>'
            f'<wsdl:output message="tns:{name}SoapOut"/></wsdl:operation>'
        )
        action = quoteattr(action_of(namespace, name))
        binding.append(
            f'<wsdl:operation name="{name}"><soap:operation soapAction={action}'
            ' style="document"/><wsdl:input><soap:body use="literal"/></wsdl:input>'
            '<wsdl:output><soap:body use="literal"/></wsdl:output></wsdl:operation>'
        )
    tns = quoteattr(namespace)
    port = f"{SERVICE}Soap"
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        f'<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/"'
        ' xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"'
        ' xmlns:s="http://www.w3.org/2001/XMLSchema"'
        f" xmlns:tns={tns} targetNamespace={tns}>"
        f'<wsdl:types><s:schema elementFormDefault="qualified" targetNamespace={tns}>'
        f"{_schema()}</s:schema></wsdl:types>"
        f"{''.join(messages)}"
        f'<wsdl:portType name="{port}">{"".join(port_type)}</wsdl:portType>'
        f'<wsdl:binding name="{port}" type="tns:{port}">'
        '<soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>'
        f"{''.join(binding)}</wsdl:binding>"
        f'<wsdl:service name="{SERVICE}"><wsdl:port name="{port}" binding="tns:{port}">'
        f"<soap:address location={quoteattr(address)}/></wsdl:port></wsdl:service>"
        "</wsdl:definitions>"
    )


def action_of(namespace, operation):
    """Return the SOAPAction of an operation."""
    return f"{namespace}{'' if namespace.endswith(('/', ':')) else '/'}{operation}"


def _message(name, element):
    return (
        f'<wsdl:message name="{name}">'
        f'<wsdl:part name="parameters" element="tns:{element}"/></wsdl:message>'
    )


def _schema():
    parts = []
    for name, operation in OPERATIONS.items():
        parts.append(_element(name, operation.request))
        answer = ((f"{name}Result", operation.result), *operation.by_ref)
        parts.append(_element(f"{name}Response", answer))
    for name, members in TYPES.items():
        parts.append(f'<s:complexType name="{name}">{_sequence(members)}</s:complexType>')
    for name, (element, kind) in ARRAYS.items():
        nillable = "" if kind in VALUE_TYPES else ' nillable="true"'
        parts.append(
            f'<s:complexType name="{name}"><s:sequence><s:element minOccurs="0"'
            f' maxOccurs="unbounded" name="{element}"{nillable} type="{_type(kind)}"/>'
            "</s:sequence></s:complexType>"
        )
    parts.append(
        '<s:simpleType name="guid"><s:restriction base="s:string">'
        f'<s:pattern value="{escape(GUID_PATTERN)}"/></s:restriction></s:simpleType>'
    )
    return "".join(parts)


def _element(name, members):
    return (
        f'<s:element name="{name}"><s:complexType>{_sequence(members)}</s:complexType></s:element>'
    )


def _sequence(members):
    lines = []
    for name, kind in members:
        nullable = kind.endswith("?")
        plain = kind.rstrip("?")
        least = 1 if plain in VALUE_TYPES else 0
        nillable = ' nillable="true"' if nullable else ""
        lines.append(
            f'<s:element minOccurs="{least}" maxOccurs="1" name="{name}"{nillable}'
            f' type="{_type(plain)}"/>'
        )
    return f"<s:sequence>{''.join(lines)}</s:sequence>"


def _type(kind):
    if kind == "guid" or kind in TYPES or kind in ARRAYS:
        return f"tns:{kind}"
    return f"s:{kind}"
