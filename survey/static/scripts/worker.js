// The service worker: opens the form where there is no network, and sends what waits when the network is back. It touches
// nothing but the forms and static files.
(function (here) {
  "use strict";

  var FORM = /\/(?:iit|eit)\/[0-9a-z]+$/;
  var STATIC = /\/static\//;
  // A network that is there but does not answer is waited for this long where the page is on this device.
  var PATIENCE = 6000;

  // A device that cannot look has as little as one that has nothing.
  function nothing() {}

  function shell(url) {
    var address = url.pathname + "/shell";
    return caches
      .match(address + url.search)
      .then(function (kept) {
        return kept || caches.match(address, { ignoreSearch: true });
      })
      .catch(nothing);
  }

  // It may be there by now: another tab keeps it while this one is opening.
  function shellAfterAll(url, error) {
    return shell(url).then(function (kept) {
      if (!kept) {
        throw error;
      }
      return kept;
    });
  }

  function open(request, url) {
    var fresh = fetch(request);
    // Dealt with below, once it is known what is here.
    fresh.catch(nothing);
    return shell(url).then(function (kept) {
      var page = fresh.catch(function (error) {
        return kept || shellAfterAll(url, error);
      });
      var patience = new Promise(function (resolve) {
        setTimeout(resolve, PATIENCE, kept);
      });
      return kept ? Promise.race([page, patience]) : page;
    });
  }

  function part(request) {
    return caches
      .match(request)
      .catch(nothing)
      .then(function (kept) {
        return kept || fetch(request);
      });
  }

  here.addEventListener("install", function () {
    here.skipWaiting();
  });

  here.addEventListener("activate", function (event) {
    event.waitUntil(here.clients.claim());
  });

  here.addEventListener("fetch", function (event) {
    var url = new URL(event.request.url);
    if (event.request.method !== "GET" || url.origin !== here.location.origin) {
      return;
    }
    if (event.request.mode === "navigate" && FORM.test(url.pathname)) {
      event.respondWith(open(event.request, url));
    } else if (STATIC.test(url.pathname)) {
      event.respondWith(part(event.request));
    }
  });

  function tell() {
    return here.clients.matchAll().then(function (pages) {
      pages.forEach(function (page) {
        page.postMessage("outbox");
      });
    });
  }

  here.addEventListener("sync", function (event) {
    event.waitUntil(
      here.sutcharit.outbox.send().then(function (left) {
        return tell().then(function () {
          if (left) {
            // The browser tries again later where this promise is broken.
            throw new Error("waiting");
          }
        });
      })
    );
  });
})(self);
