package services

import (
	"context"
	"errors"
	"fmt"

	"github.com/orderflow/orderflow/internal/process"
	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// Draft is what the author of a process has made so far. It may be unfinished:
// what is missing, and whether the graph makes sense, is asked when it is published.
type Draft struct {
	Version    int64 // of an edit: the version that was read; 0 changes whatever stands
	Definition []byte
	Layout     *process.Layout // nil leaves what stands
}

func (d Draft) decode() (process.Definition, error) {
	def, _, err := process.DecodeDraft(d.Definition)
	return def, err
}

// draw gives the row what the draft says of the picture.
func (d Draft) draw(row *models.Process) error {
	if d.Layout == nil {
		return nil
	}
	if err := d.Layout.Validate(); err != nil {
		return models.Under("layout", err)
	}
	row.Layout = d.Layout.JSON()
	return nil
}

// CreateProcess stores a draft (right process.write).
func (s *Service) CreateProcess(ctx context.Context, actor models.Actor, draft Draft) (*models.Process, error) {
	if err := actor.Demand(models.RightProcessWrite); err != nil {
		return nil, err
	}
	def, err := draft.decode()
	if err != nil {
		return nil, models.Under("definition", err)
	}
	return s.createProcess(ctx, actor, def, draft)
}

// CreateProcessFromTemplate starts from one of process.Templates with values for its parameters (PRC-13).
func (s *Service) CreateProcessFromTemplate(ctx context.Context, actor models.Actor, code string, values map[string]any) (*models.Process, error) {
	if err := actor.Demand(models.RightProcessWrite); err != nil {
		return nil, err
	}
	var codes []string
	for _, t := range process.Templates() {
		if t.Code != code {
			codes = append(codes, t.Code)
			continue
		}
		def, err := t.With(values)
		if err != nil {
			return nil, err
		}
		account, err := s.Installation(ctx)
		if err != nil {
			return nil, err
		}
		if def.Title = t.Title.RU; account.Language == "en" {
			def.Title = t.Title.EN
		}
		return s.createProcess(ctx, actor, def, Draft{})
	}
	return nil, models.NewFieldError("template", models.CodeNotOneOf, "value", code, "allowed", codes)
}

func (s *Service) createProcess(ctx context.Context, actor models.Actor, def process.Definition, draft Draft) (*models.Process, error) {
	var row *models.Process
	err := s.write(ctx, func(w *work) error {
		row = &models.Process{
			Title: def.Title, Subject: def.Subject, State: models.ProcessDraft, Draft: string(def.Canonical()), Layout: process.Layout{}.JSON(),
			Version: 1, CreatedAt: w.now, UpdatedAt: w.now, UpdatedBy: reference(actor.ID),
		}
		if err := draft.draw(row); err != nil {
			return err
		}
		if err := store.Insert(w.Tx, []*models.Process{row}); err != nil {
			return err
		}
		w.made("process", row.ID)
		return nil
	})
	return row, err
}

// SaveDraft replaces a process's draft; what runs goes on by its revision
// (PRC-1). A process that was published keeps its kind of subject.
func (s *Service) SaveDraft(ctx context.Context, actor models.Actor, id int64, draft Draft) (*models.Process, error) {
	if err := actor.Demand(models.RightProcessWrite); err != nil {
		return nil, err
	}
	def, err := draft.decode()
	if err != nil {
		return nil, models.Under("definition", err)
	}
	var row *models.Process
	err = s.write(ctx, func(w *work) error {
		if row, err = w.takeProcess(id, draft.Version); err != nil {
			return err
		}
		if row.RevisionID != nil && def.Subject != row.Subject {
			return models.NewFieldError("definition.subject", models.CodeWrongSubject, "subject", string(def.Subject), "expected", string(row.Subject))
		}
		row.Title, row.Subject, row.Draft = def.Title, def.Subject, string(def.Canonical())
		if err := draft.draw(row); err != nil {
			return err
		}
		return w.saveProcess(row, actor)
	})
	return row, err
}

// takeProcess locks a process and reads it in a later statement.
func (w *work) takeProcess(id, version int64) (*models.Process, error) {
	if err := w.lockVersion("processes", id, version); err != nil {
		return nil, err
	}
	row := new(models.Process)
	return row, oneRow(w.Tx, row, "processes", id)
}

func (w *work) saveProcess(row *models.Process, actor models.Actor) error {
	row.Version, row.UpdatedAt, row.UpdatedBy = row.Version+1, w.now, reference(actor.ID)
	return wrapped("write process", w.Exec(`UPDATE processes SET title = ?, subject = ?, state = ?, draft = ?, layout = ?, revision_id = ?, version = ?,
		updated_at = ?, updated_by = ? WHERE id = ?`,
		row.Title, row.Subject, row.State, row.Draft, row.Layout, row.RevisionID, row.Version, row.UpdatedAt, row.UpdatedBy, row.ID).Error)
}

// CheckProcess says why a definition may not be published and what its author
// should know, without storing anything (PRC-12). A malformed one is an error.
func (s *Service) CheckProcess(ctx context.Context, actor models.Actor, definition []byte) (faults, warnings []models.FieldError, err error) {
	if err := actor.Demand(models.RightProcessRead); err != nil {
		return nil, nil, err
	}
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		known, err := readCatalogue(tx)
		if err != nil {
			return err
		}
		_, faults, warnings, err = process.CheckDraft(definition, known)
		return models.Under("definition", err)
	})
	return faults, warnings, err
}

// Published is a process with its new revision and what its author should know.
type Published struct {
	Process  models.Process
	Revision models.ProcessRevision
	Warnings []models.FieldError
}

// PublishProcess makes the draft an immutable revision and lets objects in. A
// draft with faults answers CodeProcessInvalid with all of them. Publishing what
// already runs changes nothing. Those inside stay on their revision. Who is still
// inside from before the process was stopped is ended first.
func (s *Service) PublishProcess(ctx context.Context, actor models.Actor, id, version int64) (*Published, error) {
	if err := actor.Demand(models.RightProcessWrite); err != nil {
		return nil, err
	}
	for {
		published, err := s.publishProcess(ctx, actor, id, version)
		if !errors.Is(err, errStopping) {
			return published, err
		}
		if _, err := s.endChunks(withoutRequestKey(ctx), id, stopInCare); err != nil {
			return nil, err
		}
	}
}

func (s *Service) publishProcess(ctx context.Context, actor models.Actor, id, version int64) (*Published, error) {
	result := new(Published)
	err := s.write(ctx, func(w *work) error {
		row, err := w.takeProcess(id, version)
		if err != nil {
			return err
		}
		if err := w.demandEnded(id); err != nil {
			return err
		}
		known, err := readCatalogue(w.Tx)
		if err != nil {
			return err
		}
		def, faults, warnings, err := process.CheckDraft([]byte(row.Draft), known)
		if err != nil {
			return err
		}
		if err := process.Refuse(faults); err != nil {
			return err
		}
		w.AfterCommit(s.forgetTriggers)
		revision, err := w.publish(actor, row, def)
		w.madeAll(Made{Kind: "process", ID: id, Number: revision.Number})
		*result = Published{*row, *revision, warnings}
		return err
	})
	return result, err
}

// publish adds a revision unless the present one says the same, and starts the process.
func (w *work) publish(actor models.Actor, row *models.Process, def process.Definition) (*models.ProcessRevision, error) {
	last := new(models.ProcessRevision)
	if err := w.Where("process_id = ?", row.ID).Order("number DESC").Limit(1).Find(last).Error; err != nil {
		return last, fmt.Errorf("read last revision: %w", err)
	}
	if last.ID != 0 && last.Hash == def.Hash() {
		if row.State == models.ProcessActive {
			return last, nil
		}
	} else {
		last = &models.ProcessRevision{
			ProcessID: row.ID, Number: last.Number + 1, Definition: string(def.Canonical()), Hash: def.Hash(),
			PublishedBy: actor.ID, PublishedAt: w.now,
		}
		if err := store.Insert(w.Tx, []*models.ProcessRevision{last}); err != nil {
			return last, err
		}
	}
	running := row.State == models.ProcessActive
	row.State, row.RevisionID = models.ProcessActive, &last.ID
	if err := w.schedule(row, []byte(last.Definition), running); err != nil {
		return last, err
	}
	return last, w.saveProcess(row, actor)
}
