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

  // A refusal says why, and what to do, on a page of its own: `said`.
  function heard(item, response) {
    var came = outcome(response);
    if (typeof came !== "number") {
      return came;
    }
    return response.text().then(function (page) {
      item.said = page;
      return came;
    });
  }

  // The server's own page in the place of this one. Sent once more by the browser, a refused code would count as two.
  sutcharit.showRefusal = function (item) {
    document.open();
    document.write(item.said);
    document.close();
    scrollTo(0, 0);
  };

  // Return a promise of "sent", "away" (no answer), "busy" (not now) or the status of a refusal.
  // item: `path` of the survey, `query` of its page, `fields` as pairs; gets the page of a refusal as `said`.
  sutcharit.post = function (item) {
    var answer = fetch(item.path + item.query, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8" },
      body: encoded(item.fields)
    })
      .then(function (response) {
        return heard(item, response);
      })
      .catch(function () {
        return "away";
      });
    var silence = new Promise(function (resolve) {
      setTimeout(resolve, PATIENCE, "away");
    });
    return Promise.race([answer, silence]);
  };
})(self);
