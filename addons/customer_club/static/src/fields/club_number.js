import { registry } from "@web/core/registry";
import { FloatField, floatField } from "@web/views/fields/float/float_field";
import { digitsForReader } from "./club_digits";
import { toAsciiDigits } from "./jalali";

/** An amount that is typed with any digits and read with those of the reader. */
export class ClubNumberField extends FloatField {
    parse(value) {
        const number = super.parse(toAsciiDigits(value).replace("٫", "."));
        const { type } = this.props.record.fields[this.props.name];
        return type === "integer" ? Math.round(number) : number;
    }

    get formattedValue() {
        return digitsForReader(super.formattedValue);
    }
}

registry.category("fields").add("club_number", {
    ...floatField,
    component: ClubNumberField,
    supportedTypes: ["float", "integer"],
    extractProps: (fieldInfo, dynamicInfo) => ({
        ...floatField.extractProps(fieldInfo, dynamicInfo),
        trailingZeros: false,
    }),
});
