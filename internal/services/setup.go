package services

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// bootstrapFor is how long the one-time token that makes the first owner is good.
const bootstrapFor = time.Hour

// SetupParams is what a new installation starts with.
type SetupParams struct {
	TimeZone    string // IANA name; UTC when empty
	Language    string // "ru" or "en"; "ru" when empty
	AccountName string
	Demo        bool                    // a school of invented people; said once, when the database is empty
	Templates   []models.LetterTemplate // the built-in letters
}

// Setup prepares an empty database: who the installation is, a default board
// with stages, refusal reasons, the built-in letters. On a database that was
// set up it only adds built-in letters that are missing, so that a newer
// version's letters arrive.
func (s *Service) Setup(ctx context.Context, p SetupParams) error {
	p.defaults()
	if err := p.validate(); err != nil {
		return err
	}
	return s.write(ctx, func(w *work) error {
		fresh, err := w.claimInstallation(p)
		if err != nil {
			return err
		}
		if fresh {
			if err := w.firstCatalog(wordsOf[p.Language]); err != nil {
				return err
			}
		}
		return w.missingTemplates(p.Templates)
	})
}

func (p *SetupParams) defaults() {
	if p.TimeZone == "" {
		p.TimeZone = "UTC"
	}
	if p.Language == "" {
		p.Language = "ru"
	}
}

func (p *SetupParams) validate() error {
	var f faults
	f.zone(p.TimeZone)
	f.language(p.Language)
	f.line("account_name", p.AccountName, maxTitle)
	return f.err()
}

// claimInstallation writes the one row; of two processes that start at once one finds it written.
func (w *work) claimInstallation(p SetupParams) (fresh bool, err error) {
	done := w.Exec(`INSERT INTO installation (id, code, time_zone, language, account_name, demo, version, created_at)
		VALUES (1, ?, ?, ?, ?, ?, 1, ?) ON CONFLICT (id) DO NOTHING`, newCode(), p.TimeZone, p.Language, p.AccountName, p.Demo, w.now)
	return done.RowsAffected == 1, wrapped("write installation", done.Error)
}

// startingWords are the names that a new installation's rows get.
type startingWords struct {
	board   string
	stages  []models.Stage
	reasons []string
}

var wordsOf = map[string]startingWords{
	"ru": {
		board: "Заказы",
		stages: []models.Stage{
			{Title: "Новый", Color: "#4dabf7"},
			{Title: "В работе", Color: "#fab005"},
			{Title: "Ожидаем оплаты", Color: "#ae3ec9"},
			{Title: "Завершён", Color: "#40c057"},
		},
		reasons: []string{"Дорого", "Передумал", "Купил в другом месте", "Не отвечает", "Ошибочный заказ"},
	},
	"en": {
		board: "Orders",
		stages: []models.Stage{
			{Title: "New", Color: "#4dabf7"},
			{Title: "In progress", Color: "#fab005"},
			{Title: "Awaiting payment", Color: "#ae3ec9"},
			{Title: "Completed", Color: "#40c057"},
		},
		reasons: []string{"Too expensive", "Changed their mind", "Bought elsewhere", "Does not answer", "Ordered by mistake"},
	},
}

func (w *work) firstCatalog(words startingWords) error {
	board := &models.Board{Title: words.board, IsDefault: true, Version: 1, CreatedAt: w.now, UpdatedAt: w.now}
	if err := store.Insert(w.Tx, []*models.Board{board}); err != nil {
		return err
	}
	var stages []*models.Stage
	for i, stage := range words.stages {
		stage.BoardID, stage.Ordinal = board.ID, int64(i+1)
		stages = append(stages, &stage)
	}
	if err := store.Insert(w.Tx, stages); err != nil {
		return err
	}
	var reasons []*models.RefusalReason
	for i, name := range words.reasons {
		reasons = append(reasons, &models.RefusalReason{Name: name, Ordinal: int64(i + 1), Version: 1, CreatedAt: w.now, UpdatedAt: w.now})
	}
	return store.Insert(w.Tx, reasons)
}

// missingTemplates adds the built-in letters whose code has no revision in its language yet.
func (w *work) missingTemplates(builtin []models.LetterTemplate) error {
	var rows []*models.LetterTemplate
	for _, t := range builtin {
		t.ID, t.Revision, t.CreatedAt = 0, 1, w.now
		rows = append(rows, &t)
	}
	_, err := store.InsertNew(w.Tx, rows)
	return err
}

// NewInstallationCode gives a restored database its own identity, so that its
// workflows never meet those of the original: open cohorts, letter batches and
// bulk operations get new workflow ids (OPS-1).
func (s *Service) NewInstallationCode(ctx context.Context) (string, error) {
	code := newCode()
	err := s.write(ctx, func(w *work) error {
		var old string
		if err := w.Raw("SELECT code FROM installation WHERE id = 1" + w.LockClause()).Scan(&old).Error; err != nil {
			return fmt.Errorf("read installation: %w", err)
		}
		if err := w.Exec("UPDATE installation SET code = ?, version = version + 1 WHERE id = 1", code).Error; err != nil {
			return fmt.Errorf("rename installation: %w", err)
		}
		for _, table := range []string{"cohorts", "letter_batches", "bulk_operations"} {
			err := w.Exec("UPDATE "+table+" SET workflow_id = ? || substr(workflow_id, ?) WHERE workflow_id LIKE ?",
				code, len(old)+1, old+"/%").Error
			if err != nil {
				return fmt.Errorf("rename workflows of %s: %w", table, err)
			}
		}
		return w.disown()
	})
	s.forgetSettings()
	return code, err
}

// disown forgets who was told of open cohorts, batches and operations, so that the
// relay starts their workflows under the new ids at once.
func (w *work) disown() error {
	for _, statement := range []string{
		"UPDATE cohorts SET run_id = '', signalled_at = NULL, wake = wake + 1 WHERE state = 'open'",
		"UPDATE letter_batches SET started_at = NULL, run = '' WHERE state = 'open'",
		"UPDATE bulk_operations SET told_at = NULL",
	} {
		if err := w.Exec(statement).Error; err != nil {
			return fmt.Errorf("disown workflows: %w", err)
		}
	}
	return nil
}

// SetupView is what a page needs to know before anybody is logged in.
type SetupView struct {
	Needed     bool // there is nobody yet: the first owner has to be made
	SchoolName string
	Language   string
	Demo       bool // a school of invented people
}

// SetupState tells how far the installation is; everybody may know.
func (s *Service) SetupState(ctx context.Context) (SetupView, error) {
	has, err := s.HasStaff(ctx)
	if err != nil {
		return SetupView{}, err
	}
	row, err := s.Installation(ctx)
	if err != nil {
		return SetupView{}, err
	}
	return SetupView{Needed: !has, SchoolName: row.AccountName, Language: row.Language, Demo: row.Demo}, nil
}

// Bootstrap makes the one-time token with which the first owner is made. It is
// good for an hour and replaces any earlier one. Only its hash is kept. With
// staff in the base it answers CodeConflict.
func (s *Service) Bootstrap(ctx context.Context) (token string, err error) {
	token = newSecret()
	expires := realNow().Add(bootstrapFor)
	err = s.write(ctx, func(w *work) error {
		if err := w.demandNoStaff(); err != nil {
			return err
		}
		if err := w.Exec("DELETE FROM api_tokens WHERE bootstrap").Error; err != nil {
			return fmt.Errorf("drop bootstrap token: %w", err)
		}
		return store.Insert(w.Tx, []*models.APIToken{{
			Title: "bootstrap", Hash: hashOf(token), Bootstrap: true, ExpiresAt: &expires, CreatedAt: realNow(),
		}})
	})
	return token, err
}

// HasStaff reports whether the first owner was made.
func (s *Service) HasStaff(ctx context.Context) (has bool, err error) {
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		has, err = anyStaff(tx)
		return err
	})
	return has, err
}

// OwnerParams is the first owner, and what the school is called.
type OwnerParams struct {
	Name  string
	Email string
	// Password lets the owner log in; without one the answer holds an API token instead.
	Password string
	// SchoolName, Language and TimeZone replace the account's settings where they are not empty.
	SchoolName string
	Language   string
	TimeZone   string
	Browser    Browser
	RequestID  string
}

// FirstOwner is the owner with a session or, for programs, an API token: one secret, shown this once.
type FirstOwner struct {
	LoggedIn
	Owner models.Staff
	Token string // "" with a password
}

// CreateFirstOwner uses up the bootstrap token. A token that is unknown, used or
// expired answers CodeBootstrapToken; with staff in the base, CodeConflict.
func (s *Service) CreateFirstOwner(ctx context.Context, token string, p OwnerParams) (first FirstOwner, err error) {
	email, err := p.validate()
	if err != nil {
		return first, err
	}
	if err := s.demandBootstrap(ctx, token); err != nil {
		return first, err
	}
	hash := ""
	if p.Password != "" {
		if hash, err = s.hasher.hash(ctx, p.Password); err != nil {
			return first, err
		}
	}
	err = s.write(ctx, func(w *work) error {
		first = FirstOwner{}
		if err := w.useBootstrap(token); err != nil {
			return err
		}
		if err := w.demandNoStaff(); err != nil {
			return err
		}
		if err := w.nameSchool(p); err != nil {
			return err
		}
		first.Owner = models.Staff{
			Name: p.Name, Email: email, Role: models.RoleOwner, Active: true, Language: p.Language, Version: 1, CreatedAt: w.now, UpdatedAt: w.now,
		}
		if err := store.Insert(w.Tx, []*models.Staff{&first.Owner}); err != nil {
			return err
		}
		return w.admitOwner(&first, p, hash)
	})
	s.forgetSettings()
	return first, err
}

// demandBootstrap looks at the token before a password is hashed: that is work for nobody who has none.
func (s *Service) demandBootstrap(ctx context.Context, token string) error {
	err := s.store.Read(ctx, func(tx *store.Tx) error {
		_, err := findBootstrap(tx, token, "")
		return err
	})
	return err
}

// admitOwner opens the session, or makes the token.
func (w *work) admitOwner(first *FirstOwner, p OwnerParams, hash string) (err error) {
	if hash == "" {
		first.Token = newSecret()
		row := &models.APIToken{StaffID: first.Owner.ID, Title: "first", Hash: hashOf(first.Token), CreatedAt: realNow()}
		if err := store.Insert(w.Tx, []*models.APIToken{row}); err != nil {
			return err
		}
		first.Actor = models.Actor{
			Kind: models.ActorPerson, ID: first.Owner.ID, Role: models.RoleOwner, Credential: models.Credential{Kind: models.CredentialToken, ID: row.ID},
		}
	} else {
		if err := w.setPassword(first.Owner.ID, hash); err != nil {
			return err
		}
		if first.LoggedIn, err = w.openSession(first.Owner, p.Browser); err != nil {
			return err
		}
	}
	w.audit(Audit{
		Actor: first.Actor, Action: "create-first-owner", SubjectKind: "staff", SubjectID: first.Owner.ID, RequestID: p.RequestID,
	}, models.AuditDone, "")
	return nil
}

// nameSchool writes the settings that were given. What the installation was
// prepared with before its language was known changes its words, too.
func (w *work) nameSchool(p OwnerParams) error {
	var row models.Installation
	if err := w.First(&row, 1).Error; err != nil {
		return fmt.Errorf("read installation: %w", err)
	}
	old := row.Language
	keepText(&row.AccountName, p.SchoolName)
	keepText(&row.Language, p.Language)
	keepText(&row.TimeZone, p.TimeZone)
	err := w.Exec("UPDATE installation SET account_name = ?, language = ?, time_zone = ?, version = version + 1 WHERE id = 1",
		row.AccountName, row.Language, row.TimeZone).Error
	if err != nil || old == row.Language {
		return wrapped("write installation", err)
	}
	return w.translateCatalog(wordsOf[old], wordsOf[row.Language])
}

func keepText(text *string, given string) {
	if given != "" {
		*text = given
	}
}

// translateCatalog renames what still has the name that it was made with.
func (w *work) translateCatalog(from, to startingWords) error {
	trip := w.Trip()
	trip.Do("UPDATE boards SET title = ? WHERE title = ?", to.board, from.board)
	for i, stage := range from.stages {
		trip.Do("UPDATE stages SET title = ? WHERE title = ?", to.stages[i].Title, stage.Title)
	}
	for i, reason := range from.reasons {
		trip.Do("UPDATE refusal_reasons SET name = ? WHERE name = ?", to.reasons[i], reason)
	}
	return wrapped("translate catalog", trip.Go())
}

func (p OwnerParams) validate() (email string, err error) {
	var f faults
	f.title("name", p.Name)
	email, err = models.NormalizeEmail(p.Email)
	f.email(err)
	if p.Password != "" {
		f.newPassword("password", p.Password, p.Name, p.Email, p.SchoolName)
	}
	f.line("school_name", p.SchoolName, maxTitle)
	if p.Language != "" {
		f.language(p.Language)
	}
	if p.TimeZone != "" {
		f.zone(p.TimeZone)
	}
	return email, f.err()
}

// useBootstrap deletes the token's row: of two requests at once one finds it gone.
func (w *work) useBootstrap(token string) error {
	id, err := findBootstrap(w.Tx, token, w.LockClause())
	if err != nil {
		return err
	}
	done := w.Exec("DELETE FROM api_tokens WHERE id = ?", id)
	if done.Error == nil && done.RowsAffected == 0 {
		return models.NewError(models.CodeBootstrapToken)
	}
	return wrapped("use bootstrap token", done.Error)
}

func findBootstrap(tx *store.Tx, token, lock string) (id int64, err error) {
	var row models.APIToken
	err = tx.Raw("SELECT * FROM api_tokens WHERE hash = ? AND bootstrap"+lock, hashOf(token)).Take(&row).Error
	if err != nil && !errors.Is(err, gorm.ErrRecordNotFound) {
		return 0, fmt.Errorf("read bootstrap token: %w", err)
	}
	if err != nil || row.ExpiresAt == nil || !realNow().Before(*row.ExpiresAt) {
		return 0, models.NewError(models.CodeBootstrapToken)
	}
	return row.ID, nil
}

func (w *work) demandNoStaff() error {
	has, err := anyStaff(w.Tx)
	if err == nil && has {
		return models.NewError(models.CodeConflict)
	}
	return err
}

func anyStaff(tx *store.Tx) (bool, error) {
	var n int64
	err := tx.Model(&models.Staff{}).Count(&n).Error
	return n > 0, wrapped("count staff", err)
}

// newCode is a short random name for an installation.
func newCode() string {
	var b [6]byte
	_, _ = rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// newSecret is a fresh API token: 256 random bits behind a prefix that scanners of leaked secrets know.
func newSecret() string {
	var b [32]byte
	_, _ = rand.Read(b[:])
	return "of_" + hex.EncodeToString(b[:])
}

func hashOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}
