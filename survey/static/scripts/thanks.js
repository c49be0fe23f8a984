// Answers that have arrived leave nothing behind on this device; and should somebody go back to their form at this screen, it is
// told that they have arrived.
(function (here) {
  "use strict";

  here.sutcharit.drafts.wipe(location.pathname.replace(/\/thanks$/, ""));
  here.sutcharit.drafts.wipeOld();
  try {
    sessionStorage.setItem("arrived", "yes");
  } catch (refused) {
    // A browser that keeps nothing for us.
  }
})(self);
