package api

import (
	"context"
	"encoding/json"

	"github.com/orderflow/orderflow/internal/process"
)

// ProcessVocabulary is what a process about one kind of object may consist of.
type ProcessVocabulary struct {
	Subject    string             `json:"subject" enum:"customer,order,purchase"`
	Blocks     []ProcessBlock     `json:"blocks"`
	Operations []ProcessOperation `json:"operations"`
	Triggers   []ProcessTrigger   `json:"triggers"`
	Events     []ProcessEvent     `json:"events" doc:"On which its objects may enter"`
	Policies   []ProcessField     `json:"policies"`
}

// ProcessBlock is one kind of block.
type ProcessBlock struct {
	Kind      string         `json:"kind"`
	Exits     []string       `json:"exits"`
	ExitsFrom string         `json:"exits_from,omitempty" doc:"The setting that lists further exits, which come first"`
	Single    bool           `json:"single" doc:"Exactly one in a process"`
	Fields    []ProcessField `json:"fields"`
}

// ProcessOperation is one operation with its settings.
type ProcessOperation struct {
	Name   string         `json:"name"`
	Effect string         `json:"effect" enum:"database,letter"`
	Fields []ProcessField `json:"fields"`
}

// ProcessTrigger is one way in with its settings.
type ProcessTrigger struct {
	Kind   string         `json:"kind"`
	Fields []ProcessField `json:"fields"`
}

// ProcessEvent is an event with what a trigger may match of it.
type ProcessEvent struct {
	Event string         `json:"event"`
	Match []ProcessField `json:"match"`
	Free  bool           `json:"free" doc:"The sender chooses further names"`
}

// ProcessField is one setting.
type ProcessField struct {
	Name     string              `json:"name"`
	Form     string              `json:"form" enum:"text,integer,flag,time,duration,rule,list,match,group"`
	Of       string              `json:"of,omitempty" doc:"What the value names: offer, letter_template, board, stage, refusal_reason, status, money, words, tag and others"`
	Required bool                `json:"required"`
	Default  json.RawMessage     `json:"default,omitempty"`
	Min      *int64              `json:"min,omitempty" doc:"Of an integer"`
	Max      *int64              `json:"max,omitempty" doc:"Of an integer, of a text's characters, of a list's length"`
	Choices  []string            `json:"choices,omitempty"`
	When     map[string][]string `json:"when,omitempty" doc:"Only where another setting has one of these values"`
	Fields   []ProcessField      `json:"fields,omitempty" doc:"Of a group, or of the items of a list"`
}

func showProcessField(f *process.FieldEntry) ProcessField {
	return ProcessField{
		Name: f.Name, Form: f.Form, Of: f.Of, Required: f.Required, Default: f.Default, Min: f.Min, Max: f.Max,
		Choices: f.Choices, When: f.When, Fields: showProcessFields(f.Fields),
	}
}

func showProcessFields(fields []process.FieldEntry) []ProcessField {
	return each(fields, showProcessField)
}

func showVocabulary(v *process.Vocabulary) ProcessVocabulary {
	return ProcessVocabulary{
		Subject: string(v.Subject),
		Blocks: each(v.Blocks, func(b *process.BlockEntry) ProcessBlock {
			return ProcessBlock{string(b.Kind), list(b.Exits), b.ExitsFrom, b.Single, showProcessFields(b.Fields)}
		}),
		Operations: each(v.Operations, func(o *process.OperationEntry) ProcessOperation {
			return ProcessOperation{string(o.Name), string(o.Effect), showProcessFields(o.Fields)}
		}),
		Triggers: each(v.Triggers, func(t *process.TriggerEntry) ProcessTrigger {
			return ProcessTrigger{string(t.Kind), showProcessFields(t.Fields)}
		}),
		Events: each(v.Events, func(e *process.EventEntry) ProcessEvent {
			return ProcessEvent{string(e.Event), showProcessFields(e.Match), e.Free}
		}),
		Policies: showProcessFields(v.Policies),
	}
}

// vocabulary never changes while the program runs.
var vocabulary = process.Vocabularies()

func (a *api) processVocabulary(context.Context, *nothing) (*plain[Page[ProcessVocabulary]], error) {
	return listed(vocabulary, showVocabulary), nil
}
