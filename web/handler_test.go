package web

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

func serve(t *testing.T, h http.Handler, method, path string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	r := httptest.NewRequestWithContext(t.Context(), method, path, nil)
	r.Header.Set("Accept-Encoding", "gzip")
	h.ServeHTTP(w, r)
	return w
}

func sample() *site {
	files := fstest.MapFS{
		"assets/app-1.js": {Data: []byte("plain")}, "assets/app-1.js.gz": {Data: []byte("zipped")}, "assets/small.css": {Data: []byte("css")},
	}
	return &site{files, []byte(`<meta property="csp-nonce" nonce="` + nonceMark + `"><style nonce="` + nonceMark + `">`)}
}

func TestEveryPageIsTheShell(t *testing.T) {
	t.Parallel()
	first, second := serve(t, sample(), "GET", "/orders/12"), serve(t, sample(), "GET", "/")
	require.Equal(t, 200, first.Code)
	require.Equal(t, "no-cache", first.Header().Get("Cache-Control"))
	require.NotContains(t, first.Body.String(), nonceMark)
	require.NotEqual(t, first.Body.String(), second.Body.String(), "each answer has its own nonce")
	policy := first.Header().Get("Content-Security-Policy")
	require.NotContains(t, policy, "unsafe")
	nonce, _, _ := strings.Cut(strings.SplitN(policy, "'nonce-", 2)[1], "'")
	require.Contains(t, first.Body.String(), `<style nonce="`+nonce+`">`)
}

func TestFilesAreKeptForEverAndCompressed(t *testing.T) {
	t.Parallel()
	zipped := serve(t, sample(), "GET", "/assets/app-1.js")
	require.Equal(t, "zipped", zipped.Body.String())
	require.Equal(t, "gzip", zipped.Header().Get("Content-Encoding"))
	require.Contains(t, zipped.Header().Get("Content-Type"), "javascript")
	require.Contains(t, zipped.Header().Get("Cache-Control"), "immutable")
	require.Equal(t, "css", serve(t, sample(), "GET", "/assets/small.css").Body.String())
	require.Equal(t, 404, serve(t, sample(), "GET", "/assets/none.js").Code)
	require.Equal(t, 404, serve(t, sample(), "GET", "/assets/../index.html").Code)
	require.Equal(t, 405, serve(t, sample(), "POST", "/orders").Code)
}

func TestWithoutTheBuildItSaysHowToGetIt(t *testing.T) {
	t.Parallel()
	w := serve(t, http.HandlerFunc(absent), "GET", "/")
	require.Equal(t, 404, w.Code)
	require.Contains(t, w.Body.String(), "Node.js")
}

// A letter is shown in a page that runs no script and that only we may frame.
func TestFrameOfLetters(t *testing.T) {
	t.Parallel()
	w := serve(t, sample(), "GET", framePath)
	policy := w.Header().Get("Content-Security-Policy")
	require.Contains(t, policy, "default-src 'none'")
	require.Contains(t, policy, "frame-ancestors 'self'")
	require.NotContains(t, policy, "script-src")
	require.NotContains(t, policy, "allow-scripts")
	require.Equal(t, "SAMEORIGIN", w.Header().Get("X-Frame-Options"))
	require.NotContains(t, w.Body.String(), nonceMark)
}

// The router of the interface and the server tell the same addresses: one that the
// server does not know cannot be opened by its link.
func TestEveryPageOfTheRouterIsServed(t *testing.T) {
	t.Parallel()
	path := regexp.MustCompile(`\bpath: '(/[^'/]*)`)
	pages := map[string]bool{}
	source := os.DirFS("src")
	files, err := fs.Glob(source, "features/*/routes.ts")
	require.NoError(t, err)
	for _, name := range append(files, "app/router.tsx") {
		text, err := fs.ReadFile(source, name)
		require.NoError(t, err)
		for _, found := range path.FindAllStringSubmatch(string(text), -1) {
			pages[found[1]] = true
		}
	}
	served := map[string]bool{}
	for _, prefix := range Prefixes {
		served[prefix] = prefix != "/assets" && prefix != "/favicon.svg"
	}
	for page := range pages {
		require.True(t, served[page], "the router has %s, Prefixes has not", page)
	}
	for prefix, page := range served {
		require.True(t, !page || pages[prefix], "Prefixes has %s, the router has not", prefix)
	}
}
