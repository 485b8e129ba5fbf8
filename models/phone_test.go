package models_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/models"
)

func TestLooksLikePhone(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"+7 900 123-45-67", "89001234567", "8 (495) 123-45-67", "(495) 123-45-67", "+1 (212) 555.0100", "2-34-56", "+7\u00a0900\u202f123–45–67",
		"8 (495) 123-45-67, доб. 12", "+44 20 7946 0958 ext 7", "555-0100x12", "+(7) 900 1234567",
	} {
		require.True(t, models.LooksLikePhone(text), "ORD-2: %q", text)
	}
	for _, text := range []string{"", "нет", "none", "-", "1", "1234", "anna@example.com", "12345 кв. 7", "позвоните 89001234567", "++++++", "12345\nBcc: x", "+7 900 123-45-6x"} {
		require.False(t, models.LooksLikePhone(text), "ORD-2: %q", text)
	}
}
