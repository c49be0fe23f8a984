// One attempt to send a form, and what came of it. Nothing but our own page of thanks counts as sent.
(function (here) {
  "use strict";

  var sutcharit = (here.sutcharit = here.sutcharit || {});
  var PATIENCE = 20000;
  // Trouble that passes; any other refusal stays one.
  var PASSING = [408, 425, 429];

  function encoded(fields) {
    return fields
      .map(function (pair) {
        return encodeURIComponent(pair[0]) + "=" + encodeURIComponent(pair[1]);
      })
      .join("&");
  }

  function outcome(response) {
    var isThanks = response.url.indexOf(here.location.origin) === 0 && /\/thanks$/.test(response.url.split(/[?#]/)[0]);
    if (response.ok && isThanks) {
      return "sent";
    }
    // A page that is none of ours, such as the one a hotel's network puts in between, says nothing about our answers.
    return response.ok || response.status >= 500 || PASSING.indexOf(response.status) >= 0 ? "busy" : response.status;
  }

  // Return a promise of "sent", "away" (no answer), "busy" (not now) or the status of a refusal.
  // item: `path` of the survey, `query` of its page, `fields` as pairs.
  sutcharit.post = function (item) {
    var answer = fetch(item.path + item.query, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8" },
      body: encoded(item.fields)
    }).then(
      outcome,
      function () {
        return "away";
      }
    );
    var silence = new Promise(function (resolve) {
      setTimeout(resolve, PATIENCE, "away");
    });
    return Promise.race([answer, silence]);
  };
})(self);
