package api_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/internal/store"
)

func (k *kit) count(table string) int64 {
	var n int64
	err := k.db.Read(context.Background(), func(tx *store.Tx) error {
		return tx.Raw("SELECT COUNT(*) FROM " + table).Scan(&n).Error
	})
	require.NoError(k.t, err)
	return n
}

func TestIdempotency(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, k *kit) {
		body := `{"customer_id":{customer},"items":[{"offer_id":{offer}}]}`
		first := k.post("owner", "/orders", body, "Idempotency-Key", "one").want(t, 201)
		orders := k.count("orders")

		t.Run("API-1/same key, same answer", func(t *testing.T) {
			again := k.post("owner", "/orders", body, "Idempotency-Key", "one").want(t, 201)
			require.Equal(t, "true", again.Header().Get("Idempotency-Replayed"))
			require.Empty(t, first.Header().Get("Idempotency-Replayed"))
			require.Equal(t, first.Body.String(), again.Body.String())
			require.Equal(t, "application/json", again.Header().Get("Content-Type"))
			require.Equal(t, `"1"`, again.Header().Get("ETag"))
			require.Equal(t, "/api/v1/orders/"+first.text("id"), again.Header().Get("Location"))
			require.Equal(t, orders, k.count("orders"))
		})
		t.Run("API-1/same key, other body", func(t *testing.T) {
			a := k.post("owner", "/orders", `{"customer_id":{other},"items":[{"offer_id":{offer}}]}`, "Idempotency-Key", "one").want(t, 422)
			require.Equal(t, "idempotency_key_reused", a.text("code"))
			require.Equal(t, orders, k.count("orders"))
		})
		t.Run("API-1/same key, other address", func(t *testing.T) {
			k.post("owner", "/bulk-operations/preview", body, "Idempotency-Key", "one").want(t, 422)
		})
		t.Run("API-1/same key, other person", func(t *testing.T) {
			k.post("manager", "/orders", body, "Idempotency-Key", "one").want(t, 201)
		})
		t.Run("API-1/refused requests free their key", func(t *testing.T) {
			k.post("owner", "/orders", `{"customer_id":{customer},"items":[{"offer_id":999}]}`, "Idempotency-Key", "two").want(t, 422)
			k.post("owner", "/orders", body, "Idempotency-Key", "two").want(t, 201)
		})
		t.Run("API-1/while the first runs", func(t *testing.T) {
			a := k.begin(t, "three", body).post("owner", "/orders", body, "Idempotency-Key", "three").want(t, 409)
			require.Equal(t, "idempotency_key_running", a.text("code"))
			require.Equal(t, "1", a.Header().Get("Retry-After"))
		})
		t.Run("API-1/key too long", func(t *testing.T) {
			a := k.post("owner", "/orders", body, "Idempotency-Key", string(make([]byte, 300))).want(t, 422)
			require.Contains(t, paths(a), "header.Idempotency-Key")
		})
		t.Run("API-1/actions on an object", func(t *testing.T) {
			path := "/orders/" + first.text("id") + "/status"
			one := k.post("owner", path, `{"status":"cancelled"}`, "Idempotency-Key", "four").want(t, 200)
			two := k.post("owner", path, `{"status":"cancelled"}`, "Idempotency-Key", "four").want(t, 200)
			require.Equal(t, one.Body.String(), two.Body.String())
			require.Equal(t, "true", two.Header().Get("Idempotency-Replayed"))
		})
		t.Run("API-1/secrets are not stored", func(t *testing.T) {
			one := k.post("owner", "/tokens", `{"title":"five"}`, "Idempotency-Key", "five").want(t, 201)
			two := k.post("owner", "/tokens", `{"title":"five"}`, "Idempotency-Key", "five").want(t, 201)
			require.NotEmpty(t, one.text("token"))
			require.Empty(t, two.text("token"))
			require.Equal(t, one.text("id"), two.text("id"))
		})
	})
}

// begin claims a key as a request does that has not answered yet.
func (k *kit) begin(t *testing.T, key, body string) *kit {
	t.Helper()
	k.claim(t, key, "POST /api/v1/orders", body)
	return k
}

func (k *kit) claim(t *testing.T, key, request, body string) services.Request {
	t.Helper()
	sum := sha256.Sum256([]byte(k.fill(body)))
	owner, err := strconv.ParseInt(k.ids["owner"], 10, 64)
	require.NoError(t, err)
	began, err := k.BeginRequest(context.Background(), owner, key, request, hex.EncodeToString(sum[:]))
	require.NoError(t, err)
	return began
}

func TestIdempotencyOfSixteenAtOnce(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, k *kit) {
		before := k.count("orders")
		var wait sync.WaitGroup
		codes := make([]int, 16)
		for i := range codes {
			wait.Go(func() {
				codes[i] = k.post("owner", "/orders", `{"customer_id":{customer},"items":[{"offer_id":{offer}}]}`, "Idempotency-Key", "same").Code
			})
		}
		wait.Wait()
		require.Equal(t, before+1, k.count("orders"))
		for _, code := range codes {
			require.Contains(t, []int{201, 409}, code)
		}
		require.Contains(t, codes, 201)
	})
}
