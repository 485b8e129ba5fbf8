package testgateway

import (
	"context"
	"sync"

	"github.com/orderflow/orderflow/internal/payments"
	"github.com/orderflow/orderflow/models"
)

// Memory is books that forget with the process.
type Memory struct {
	mu       sync.Mutex
	sessions map[string]models.TestGatewaySession
}

// NewMemory gives empty books.
func NewMemory() *Memory { return &Memory{sessions: map[string]models.TestGatewaySession{}} }

// Open implements Sessions.
func (m *Memory) Open(_ context.Context, session models.TestGatewaySession) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, exists := m.sessions[session.ExternalID]; !exists {
		m.sessions[session.ExternalID] = session
	}
	return nil
}

// Session implements Sessions.
func (m *Memory) Session(_ context.Context, externalID string) (models.TestGatewaySession, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	session, ok := m.sessions[externalID]
	if !ok {
		return session, models.NewError(models.CodeNotFound, "kind", "session")
	}
	return session, nil
}

// Decide implements Sessions.
func (m *Memory) Decide(_ context.Context, externalID, state string) (models.TestGatewaySession, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	session, ok := m.sessions[externalID]
	if !ok {
		return session, models.NewError(models.CodeNotFound, "kind", "session")
	}
	if session.State == string(payments.Pending) {
		session.State = state
		m.sessions[externalID] = session
	}
	return session, nil
}
