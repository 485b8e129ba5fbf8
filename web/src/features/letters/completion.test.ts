import { describe, expect, test } from 'vitest'
import { choices } from './completion'

const help = {
  variables: [
    { name: 'order.number', title: 'number', example: '7', list: false },
    { name: 'order.items', title: 'items', example: '', list: true },
    { name: 'order.items[].title', title: 'title', example: 'Yoga', list: false },
  ],
  tags: ['if', 'endif', 'for'],
  filters: ['upcase'],
}
const labels = (before: string) => choices(before, help)?.options.map((o) => o.label)

describe('what may be written next', () => {
  test('is nothing outside of Liquid', () => {
    expect(labels('Hello ')).toBeUndefined()
    expect(labels('{{ order.number }} and ')).toBeUndefined()
    expect(labels('{% if order.number %}')).toBeUndefined()
  })
  test('is a value in a variable, and replaces the word that was begun', () => {
    expect(labels('Hello {{ ')).toEqual(['order.number'])
    expect(choices('Hello {{ order.nu', help)?.from).toBe('Hello {{ '.length)
  })
  test('is a filter behind a bar', () => {
    expect(labels('{{ order.number | up')).toEqual(['upcase'])
  })
  test('is a tag first, then what it asks about', () => {
    expect(labels('{% ')).toEqual(['if', 'endif', 'for'])
    expect(labels('{%- if ')).toEqual(['order.number', 'order.items'])
  })
  test('is a list for a loop, and the fields of its elements inside', () => {
    expect(labels('{% for item in ')).toEqual(['order.items'])
    expect(labels('{% for ')).toBeUndefined()
    expect(labels('{% for item in order.items %}{{ it')).toEqual(['item.title', 'order.number'])
    expect(labels('{% for item in order.items %}x{% endfor %}{{ it')).toEqual(['order.number'])
  })
})
