package services

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// tokensFor is how long a token is believed without asking the database:
// revoking it in another process takes effect within this time.
const tokensFor = time.Second

// tokenCacheSize bounds the memory that tokens take.
const tokenCacheSize = 10_000

// tokenCache keeps who recently used tokens and sessions belong to. Its era ends
// whenever one of them does: what was read from the database before is not kept.
type tokenCache struct {
	mu    sync.Mutex
	known map[string]knownToken
	era   uint64
}

type knownToken struct {
	actor models.Actor
	until time.Time
}

// Authenticate tells whose API token it is: a person with the role of this
// second and the rights of the token. Anything but a token in force of somebody
// active answers CodeUnauthenticated.
func (s *Service) Authenticate(ctx context.Context, token string) (models.Actor, error) {
	key := tokenKey(token)
	actor, ok, era := s.tokens.find(key)
	if ok {
		return actor, nil
	}
	actor, err := s.readToken(ctx, hashOf(token))
	if err != nil {
		return models.Actor{}, err
	}
	s.tokens.keep(key, actor, actor.Credential.ExpiresAt, era)
	return actor, nil
}

// tokenKey and sessionKey are apart, so that neither secret passes for the other kind.
func tokenKey(secret string) string   { return "token " + hashOf(secret) }
func sessionKey(secret string) string { return "session " + hashOf(secret) }

// tokenHolder is a token joined with the person whom it is bound to.
type tokenHolder struct {
	ID        int64
	StaffID   int64
	Role      models.Role
	Active    bool
	OwnOnly   bool
	Scopes    string
	ExpiresAt *time.Time
	RevokedAt *time.Time
	UsedAt    *time.Time
}

func (s *Service) readToken(ctx context.Context, hash string) (models.Actor, error) {
	var found []tokenHolder
	err := s.store.Read(ctx, func(tx *store.Tx) error {
		return tx.Raw(`SELECT t.id, t.staff_id, s.role, s.active, s.own_orders_only AS own_only, t.scopes, t.expires_at, t.revoked_at, t.last_used_at AS used_at
			FROM api_tokens t
			JOIN staff s ON s.id = t.staff_id WHERE t.hash = ? AND NOT t.bootstrap`, hash).Scan(&found).Error
	})
	if err != nil {
		return models.Actor{}, fmt.Errorf("read token: %w", err)
	}
	if len(found) == 0 || !found[0].inForce() {
		return models.Actor{}, models.NewError(models.CodeUnauthenticated)
	}
	h := found[0]
	if now := realNow(); h.UsedAt == nil || now.Sub(*h.UsedAt) >= seenEvery {
		s.used(ctx, h.ID, now)
	}
	scopes, err := scopesOf(h.Scopes)
	return models.Actor{
		Kind: models.ActorPerson, ID: h.StaffID, Role: h.Role, OwnOnly: h.OwnOnly, Scopes: scopes,
		Credential: models.Credential{Kind: models.CredentialToken, ID: h.ID, ExpiresAt: h.ExpiresAt},
	}, err
}

// used keeps when a token was used. Whoever asks is served even where that cannot be written.
func (s *Service) used(ctx context.Context, token int64, now time.Time) {
	err := s.store.Write(ctx, func(tx *store.Tx) error {
		return tx.Exec("UPDATE api_tokens SET last_used_at = ? WHERE id = ?", now, token).Error
	})
	if err != nil {
		s.log.WarnContext(ctx, "token not marked as used", "token_id", token, "error", err)
	}
}

func (h tokenHolder) inForce() bool { return h.Active && inForce(h.RevokedAt, h.ExpiresAt) }

func inForce(revoked, expires *time.Time) bool {
	return revoked == nil && (expires == nil || realNow().Before(*expires))
}

// TokenInForce reports a token that was neither revoked nor is over.
func TokenInForce(t *models.APIToken) bool { return inForce(t.RevokedAt, t.ExpiresAt) }

func scopesOf(text string) (models.Rights, error) {
	if text == "" {
		return nil, nil
	}
	scopes := models.Rights{}
	if err := json.Unmarshal([]byte(text), &scopes); err != nil {
		return nil, fmt.Errorf("read scopes: %w", err)
	}
	return scopes, nil
}

// find answers with the present era as well, for keep.
func (c *tokenCache) find(key string) (actor models.Actor, ok bool, era uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	known, ok := c.known[key]
	return known.actor, ok && time.Now().Before(known.until), c.era
}

func (c *tokenCache) keep(key string, actor models.Actor, expires *time.Time, era uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if era != c.era {
		return
	}
	if c.known == nil || len(c.known) >= tokenCacheSize {
		c.known = map[string]knownToken{}
	}
	until := time.Now().Add(tokensFor)
	if expires != nil && expires.Before(until) {
		until = *expires
	}
	c.known[key] = knownToken{actor, until}
}

// forgetTokens is called when a token or session has ended, or a role changed.
func (s *Service) forgetTokens() {
	s.tokens.mu.Lock()
	s.tokens.known = nil
	s.tokens.era++
	s.tokens.mu.Unlock()
}

// TokenParams is a new key of the API.
type TokenParams struct {
	StaffID   int64 // whom it is bound to
	Title     string
	Scopes    models.Rights // nil: all rights of the role, also when the role changes
	ExpiresAt *time.Time    // nil: never
	Days      int           // instead of ExpiresAt: so many days from now in the school's zone; 0: none
}

// expires tells when a token that lives for days ends, and which field says so.
func (s *Service) expires(ctx context.Context, p *TokenParams) (field string, err error) {
	if p.Days == 0 {
		return "expires_at", nil
	}
	zone, err := s.Zone(ctx)
	if err != nil {
		return "", err
	}
	at := realNow().In(zone).AddDate(0, 0, p.Days)
	p.ExpiresAt = &at
	return "days", nil
}

// CreateToken makes an API token and answers with its secret, which is shown
// this once. People make their own; for others the right staff.write is needed.
// Scopes beyond the rights of the role answer CodeGrantExceeded, naming the right.
func (s *Service) CreateToken(ctx context.Context, actor models.Actor, p TokenParams) (row *models.APIToken, secret string, err error) {
	if err := demandSelf(actor, p.StaffID); err != nil {
		return nil, "", err
	}
	field, err := s.expires(ctx, &p)
	if err != nil {
		return nil, "", err
	}
	if err := p.validate(actor, field); err != nil {
		return nil, "", err
	}
	secret = newSecret()
	err = s.write(ctx, func(w *work) error {
		if err := w.demandScopes(p); err != nil {
			return err
		}
		row = &models.APIToken{
			StaffID: p.StaffID, Title: p.Title, Hash: hashOf(secret), Scopes: p.scopes(), ExpiresAt: p.ExpiresAt, CreatedAt: realNow(),
		}
		if err := store.Insert(w.Tx, []*models.APIToken{row}); err != nil {
			return err
		}
		w.made("token", row.ID)
		return nil
	})
	return row, secret, err
}

// validate says of the field that was given what is wrong with the end.
func (p *TokenParams) validate(actor models.Actor, field string) error {
	var f faults
	f.title("title", p.Title)
	for i, scope := range p.Scopes {
		if !models.AllRights.Has(scope) {
			f.oneOf(indexed("scopes", i), string(scope), rightNames(models.AllRights)...)
		} else if actor.Scopes != nil && !actor.Scopes.Has(scope) {
			f.add(indexed("scopes", i), models.CodeGrantExceeded, "right", string(scope))
		}
	}
	if p.Scopes == nil && actor.Scopes != nil {
		f.add("scopes", models.CodeRequired)
	}
	f.outlives(field, p.ExpiresAt, actor.Credential.ExpiresAt)
	if p.ExpiresAt != nil {
		expires := store.Now(*p.ExpiresAt)
		p.ExpiresAt = &expires
		if !realNow().Before(expires) {
			f.add(field, models.CodeOutOfRange, "value", expires.Format(time.RFC3339), "min", realNow().Format(time.RFC3339))
		}
	}
	return f.err()
}

// outlives refuses a token that would stay when the one that makes it has ended.
func (f *faults) outlives(field string, expires, maker *time.Time) {
	if maker != nil && (expires == nil || expires.After(*maker)) {
		f.add(field, models.CodeOutOfRange, "max", maker.UTC().Format(time.RFC3339))
	}
}

func (p *TokenParams) scopes() string {
	if p.Scopes == nil {
		return ""
	}
	return encode(p.Scopes)
}

// demandScopes holds the scopes to the rights of the person's role and to what may be granted to it.
func (w *work) demandScopes(p TokenParams) error {
	var holder models.Staff
	if err := w.Limit(1).Find(&holder, p.StaffID).Error; err != nil {
		return fmt.Errorf("read staff: %w", err)
	}
	if holder.ID == 0 || !holder.Active {
		return models.NewFieldError("staff_id", models.CodeUnknownReference, "kind", "staff", "id", p.StaffID)
	}
	var f faults
	for i, scope := range p.Scopes {
		if !holder.Role.Rights().Has(scope) && !models.Grantable.Has(scope) {
			f.add(indexed("scopes", i), models.CodeGrantExceeded, "right", string(scope))
		}
	}
	return f.err()
}

// Tokens lists a person's tokens, revoked ones included; never their secrets.
func (s *Service) Tokens(ctx context.Context, actor models.Actor, staffID int64) ([]models.APIToken, error) {
	if err := demandSelf(actor, staffID); err != nil {
		return nil, err
	}
	var rows []models.APIToken
	err := s.store.Read(ctx, func(tx *store.Tx) error {
		return tx.Omit("hash").Where("staff_id = ? AND NOT bootstrap", staffID).Order("id").Find(&rows).Error
	})
	return rows, wrapped("list tokens", err)
}

// RevokeToken ends a token; revoking it again changes nothing. A token of few
// rights ends itself and no other.
func (s *Service) RevokeToken(ctx context.Context, actor models.Actor, id int64) error {
	err := s.write(ctx, func(w *work) error {
		var row models.APIToken
		if err := w.Where("NOT bootstrap").Limit(1).Find(&row, id).Error; err != nil {
			return fmt.Errorf("read token: %w", err)
		}
		if row.ID == 0 {
			return notFound("token", id)
		}
		if err := demandSelf(actor, row.StaffID); err != nil {
			return err
		}
		if actor.Scopes != nil && actor.Credential.ID != id {
			if err := actor.Demand(models.RightStaffWrite); err != nil {
				return err
			}
		}
		return wrapped("revoke token", w.Exec("UPDATE api_tokens SET revoked_at = COALESCE(revoked_at, ?) WHERE id = ?", realNow(), id).Error)
	})
	s.forgetTokens()
	return err
}

// demandSelf lets people see to their own keys, and staff.write to everybody's.
func demandSelf(actor models.Actor, staffID int64) error {
	if actor.Kind == models.ActorPerson && actor.ID == staffID && staffID != 0 {
		return nil
	}
	return actor.Demand(models.RightStaffWrite)
}
