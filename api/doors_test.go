package api_test

import (
	"bufio"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/api"
	"github.com/orderflow/orderflow/models"
)

// publicDoors is what the product promises to be open; everything else asks who one is.
const publicDoors = `
	GET /healthz · GET /readyz · GET /openapi.json · GET /docs · GET /schemas/process.json
	GET /pay/:token · POST /pay/:token · POST /pay/:token/again · GET /pay/:token/return · GET /purchase/:token
	GET /buy/:slug · POST /buy/:slug
	POST /gateways/:code/notifications · POST /api/v1/setup/first-owner · GET /api/v1/setup
	POST /api/v1/session · DELETE /api/v1/session · GET /api/v1/invitations/:token · POST /api/v1/invitations/:token
	POST /api/v1/password-resets · GET /api/v1/password-resets/:token · POST /api/v1/password-resets/:token`

func words(table, prefix string) map[string]bool {
	set := map[string]bool{}
	scanner := bufio.NewScanner(strings.NewReader(strings.ReplaceAll(table, " · ", "\n")))
	for scanner.Scan() {
		if method, path, ok := strings.Cut(strings.TrimSpace(scanner.Text()), " "); ok {
			set[method+" "+prefix+path] = true
		}
	}
	return set
}

// concrete puts something into every parameter of a route.
func concrete(path string) string {
	return strings.NewReplacer(":id", "1", ":token", "x", ":code", "test", ":slug", "x", ":consent", "1", ":right", "bulk.create_orders", ":number", "1", ":language", "en").Replace(path)
}

func TestEveryRouteDeclaresWhoMayUseIt(t *testing.T) {
	t.Parallel()
	k := onSQLite(t)
	doors, missing := api.Doors(api.Deps{Service: k.Service})
	require.Empty(t, missing, "the table names routes that do not exist")
	require.Greater(t, len(doors), 100)
	open := words(publicDoors, "")
	for _, door := range doors {
		name := door.Method + " " + door.Path
		require.True(t, door.Known, "%s has no right", name)
		require.Equal(t, open[name], door.Public, name)
		if !door.Public && door.Right != "" {
			require.True(t, models.AllRights.Has(door.Right), name)
		}
	}
}

func TestDoorsWithoutToken(t *testing.T) {
	t.Parallel()
	k := onSQLite(t)
	doors, _ := api.Doors(api.Deps{Service: k.Service})
	for _, door := range doors {
		if door.Public {
			continue
		}
		for name, header := range map[string]string{
			"none": "", "unknown": "Bearer of_" + strings.Repeat("0", 64), "other scheme": "Basic b3duZXI6cGFzcw==", "empty": "Bearer ",
		} {
			a := k.do(request{method: door.Method, path: concrete(door.Path), headers: map[string]string{"Authorization": header}})
			require.Equal(t, http.StatusUnauthorized, a.Code, "%s %s with %s token", door.Method, door.Path, name)
			require.Equal(t, "unauthenticated", a.text("code"))
			require.NotEmpty(t, a.Header().Get("WWW-Authenticate"))
		}
	}
}

func TestDoorsOfAddressesThatDoNotExist(t *testing.T) {
	t.Parallel()
	k := onSQLite(t)
	for _, r := range []request{
		{method: "GET", path: "/"},
		{method: "GET", path: "/metrics"},
		{method: "GET", path: "/dev/letters"},
		{method: "GET", path: "/debug/pprof/"},
		{method: "GET", path: "/api/v1/nowhere"},
		{method: "PUT", path: "/api/v1/orders"},
		{method: "OPTIONS", path: "/api/v1/orders"},
		{method: "GET", path: "/api/v1/orders/"},
		{method: "GET", path: "//api/v1/orders"},
		{method: "DELETE", path: "/healthz"},
		{method: "GET", path: "/openapi.yaml"},
		{method: "GET", path: "/test-gatewayx"},
	} {
		k.do(r).want(t, http.StatusUnauthorized)
		r.as = "manager"
		a := k.do(r)
		require.Contains(t, []int{http.StatusNotFound, http.StatusMethodNotAllowed}, a.Code, "%s %s", r.method, r.path)
		require.Contains(t, []string{"not_found", "method_not_allowed"}, a.text("code"))
	}
	k.do(request{method: "GET", path: "/test-gateway/pay/1"}).want(t, http.StatusOK)
}

// A person in a browser who opens an address that is none reads so on a page, of
// the interface or, where a link of theirs lost a part, of the customers' ones.
func TestPagesThatDoNotExist(t *testing.T) {
	t.Parallel()
	page := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("the interface")) })
	handler := api.New(api.Deps{Service: onSQLite(t).Service, Mounts: map[string]http.Handler{"/": page}}, api.Options{PublicURL: publicURL})
	ask := func(method, path, accept string) *httptest.ResponseRecorder {
		w, r := httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), method, path, nil)
		r.Header.Set("Accept", accept)
		r.Header.Set("Accept-Language", "en")
		handler.ServeHTTP(w, r)
		return w
	}
	const browser = "text/html,application/xhtml+xml,*/*;q=0.8"
	for path, says := range map[string]string{
		"/nowhere": "the interface", "/ordersx": "the interface", "/pay/": "There is nothing here", "/pay/a/b/c": "There is nothing here", "/buy": "There is nothing here",
	} {
		a := ask("GET", path, browser)
		require.Equal(t, http.StatusNotFound, a.Code, path)
		require.Contains(t, a.Body.String(), says, path)
	}
	for _, r := range [][3]string{{"GET", "/nowhere", "application/json"}, {"GET", "/nowhere", ""}, {"GET", "/api/v1/nowhere", browser}, {"POST", "/nowhere", browser}} {
		a := ask(r[0], r[1], r[2])
		require.Equal(t, "application/problem+json", a.Header().Get("Content-Type"), r)
	}
}

// What is mounted at the root is that one address, not all that begin with two slashes.
func TestMountedAddresses(t *testing.T) {
	t.Parallel()
	page := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("a page")) })
	handler := api.New(api.Deps{Service: onSQLite(t).Service, Mounts: map[string]http.Handler{"/": page, "/orders": page}}, api.Options{PublicURL: publicURL})
	for path, status := range map[string]int{
		"/": 200, "/orders": 200, "/orders/1": 200, "//": 401, "//api/v1/orders": 401, "//metrics": 401, "/ordersx": 401, "//orders": 401,
	} {
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, &http.Request{Method: http.MethodGet, URL: &url.URL{Path: path}, Header: http.Header{}, Host: "school.example"})
		require.Equal(t, status, answer.Code, path)
	}
}

func TestPublicDoorsAreOpen(t *testing.T) {
	t.Parallel()
	k := onSQLite(t)
	for path, kind := range map[string]string{
		"/healthz": "text/plain", "/readyz": "text/plain", "/openapi.json": "application/openapi+json", "/docs": "text/html",
		"/schemas/process.json": "application/schema+json", "/pay/{link}": "text/html",
	} {
		a := k.do(request{method: "GET", path: path}).want(t, http.StatusOK)
		require.Contains(t, a.Header().Get("Content-Type"), kind, path)
		require.Equal(t, "nosniff", a.Header().Get("X-Content-Type-Options"), path)
		require.Contains(t, a.Header().Get("Content-Security-Policy"), "default-src 'none'", path)
		k.do(request{method: "HEAD", path: path}).want(t, http.StatusOK)
	}
	a := k.do(request{method: "POST", path: "/api/v1/setup/first-owner", body: `{"bootstrap_token":"of_x","name":"A","email":"a@b.example"}`})
	a.want(t, http.StatusUnauthorized)
	k.do(request{method: "POST", path: "/gateways/test/notifications", body: `{}`}).want(t, http.StatusUnauthorized)
}

func TestScopes(t *testing.T) {
	t.Parallel()
	k := onSQLite(t)
	k.tokens["reader"] = k.post("owner", "/tokens", `{"title":"reader","scopes":["order.read"]}`).want(t, 201).text("token")
	t.Run("API-1/scope", func(t *testing.T) {
		k.get("reader", "/orders").want(t, 200)
		a := k.get("reader", "/customers").want(t, 403)
		require.Equal(t, "customer.read", a.text("params", "right"))
		require.Equal(t, []any{"order.read"}, k.get("reader", "/me").want(t, 200).at("rights"))
	})
	t.Run("API-1/revoked", func(t *testing.T) {
		id := k.post("owner", "/tokens", `{"title":"short"}`).want(t, 201)
		k.tokens["short"] = id.text("token")
		k.get("short", "/me").want(t, 200)
		k.do(request{as: "owner", method: "DELETE", path: "/api/v1/tokens/" + id.text("id")}).want(t, 204)
		k.get("short", "/me").want(t, 401)
	})
	t.Run("API-1/left", func(t *testing.T) {
		k.patch("owner", "/staff/{manager}", `{"active":false}`, "If-Match", "*").want(t, 200)
		k.get("manager", "/me").want(t, 401)
	})
}
