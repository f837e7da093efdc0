import { expect, it } from 'vitest'
import { exampleAxes, exampleCell } from '../testing/index.ts'
import { axes, axesSpokenOf, axisText, defaultGuest } from './axes.ts'

it('a record of before there were guests is of the default one, and is read as it was written', () => {
	expect(axes.parse(exampleAxes)).toEqual(exampleAxes)
	expect(axisText(exampleAxes, 'guest')).toBe(defaultGuest)
	expect(axisText({ ...exampleAxes, guest: 'debian:12' }, 'guest')).toBe('debian:12')
})

it('guests are spoken of where a record names one, and then of every record', () => {
	const [one, other] = [
		exampleCell('a'.repeat(12), 'a'),
		exampleCell('b'.repeat(12), 'b', { guest: 'debian:12' }),
	]
	expect(axesSpokenOf([one])).not.toContain('guest')
	expect(axesSpokenOf([one, other])).toContain('guest')
})
