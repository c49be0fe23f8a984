// The service worker: opens the form where there is no network, and sends what waits when the network is back. It touches
// nothing but the forms and static files.
(function (here) {
  "use strict";

  var FORM = /\/(?:iit|eit)\/[0-9a-z]+$/;
  var STATIC = /\/static\//;
  // A network that is there but does not answer is waited for this long where the page is on this device.
  var PATIENCE = 6000;

  function shell(url) {
    var address = url.pathname + "/shell";
    return caches.match(address + url.search).then(function (kept) {
      return kept || caches.match(address, { ignoreSearch: true });
    });
  }

  function open(request, url) {
    var fresh = fetch(request);
    return shell(url).then(function (kept) {
      if (!kept) {
        return fresh;
      }
      return Promise.race([
        fresh.catch(function () {
          return kept;
        }),
        new Promise(function (resolve) {
          setTimeout(resolve, PATIENCE, kept);
        })
      ]);
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
      event.respondWith(
        caches.match(event.request).then(function (kept) {
          return kept || fetch(event.request);
        })
      );
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
