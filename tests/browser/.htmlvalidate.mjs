// What counts as a valid page: the HTML standard and what html-validate recommends, but for matters of style.
export default {
  root: true,
  extends: ["html-validate:recommended", "html-validate:document"],
  rules: {
    // The standard names lists among the roles that may have a label.
    "aria-label-misuse": ["error", { allowAnyNamable: true }],
    // Charts are well-formed XML, too, where an attribute has a value.
    "attribute-boolean-style": "off",
    // In lower case it is as valid, and like every other tag here.
    "doctype-style": "off",
    // A parameter that stands several times is how a form asks for several values.
    "form-dup-name": "off",
    // A button that submits and a field for text are what the standard has by default.
    "no-implicit-button-type": "off",
    "no-implicit-input-type": "off",
    // Files of our own come from where the page comes from.
    "require-sri": ["error", { target: "crossorigin" }],
    // Templates leave some; compression takes it away.
    "no-trailing-whitespace": "off",
  },
};
