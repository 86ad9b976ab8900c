package dev.substation.dialect;

/**
 * Where in a payload something is; the text is made only when somebody asks.
 *
 * @param parent null at the top
 * @param index the place in a list, or -1
 */
record FieldPath(FieldPath parent, String name, int index) {

    /** The message itself. */
    static final FieldPath TOP = new FieldPath(null, "", -1);

    FieldPath field(String child) {
        return new FieldPath(this, child, -1);
    }

    FieldPath item(String child, int place) {
        return new FieldPath(this, child, place);
    }

    /** Such as {@code meterValue[0].sampledValue[2].unit}. */
    @Override
    public String toString() {
        if (parent == null) {
            return name;
        }
        String above = parent.toString();
        String own = index < 0 ? name : name + '[' + index + ']';
        return above.isEmpty() ? own : above + '.' + own;
    }
}
