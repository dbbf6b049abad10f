import htmx from "htmx.org";

htmx.config.includeIndicatorStyles = false; // our content policy allows no inline style
htmx.config.allowEval = false; // nor eval
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "[23]..", swap: true },
  { code: "409|422", swap: true }, // a refusal is an answer, with its reason in the fragment
  { code: "...", swap: false, error: true },
];
