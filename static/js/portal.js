import { openFoldsWhenWide } from "./folds.js";
import { focusErrorSummary } from "./error_summary.js";
import { offerLargeText } from "./text_size.js";

openFoldsWhenWide();
focusErrorSummary();
offerLargeText();
