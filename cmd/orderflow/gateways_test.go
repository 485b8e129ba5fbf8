package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/payments"
	"github.com/orderflow/orderflow/internal/payments/testgateway"
	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

func TestAskingGateways(t *testing.T) {
	t.Parallel()
	test, err := testgateway.New(testgateway.Config{
		Account: "school", Secret: "whisper", BaseURL: "http://127.0.0.1", NotifyURL: "http://127.0.0.1", Now: time.Now,
	}, testgateway.NewMemory())
	require.NoError(t, err)
	registry, err := payments.NewRegistry(test)
	require.NoError(t, err)
	session, err := test.Start(t.Context(), payments.Intent{PaymentID: 7, OrderPublicToken: "tok", Amount: 100, Currency: "RUB"})
	require.NoError(t, err)
	for name, c := range map[string]struct {
		payment            services.DuePayment
		externalID, status string
	}{
		"ST-9/by-its-id-there":  {services.DuePayment{ID: 7, Gateway: "test", ExternalID: session.ExternalID}, session.ExternalID, services.GatewayPending},
		"ST-9/by-our-id":        {services.DuePayment{ID: 7, Gateway: "test"}, session.ExternalID, services.GatewayPending},
		"ST-9/never-started":    {services.DuePayment{ID: 8, Gateway: "test"}, "", services.GatewayFailed},
		"ST-9/unknown-id-there": {services.DuePayment{ID: 7, Gateway: "test", ExternalID: "nothing"}, "", services.GatewayFailed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			externalID, status, err := gateways{registry}.Ask(t.Context(), c.payment)
			require.NoError(t, err)
			require.Equal(t, []string{c.externalID, c.status}, []string{externalID, status})
		})
	}
	t.Run("ST-9/switched-off", func(t *testing.T) {
		t.Parallel()
		_, status, err := gateways{registry}.Ask(t.Context(), services.DuePayment{ID: 7, Gateway: "gone"})
		require.True(t, models.IsCode(err, models.CodeGatewayOff), "%v", err)
		require.NotEqual(t, services.GatewayFailed, status)
	})
}
