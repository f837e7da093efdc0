import { expect, it } from 'vitest'
import type { NewEvent } from '#results'
import { cellRun, checked, exampleCell, exampleResults } from '#results/testing'
import { quietClosing } from './closing.ts'
import { tookLine } from './took.ts'

const cells = ['a', 'b', 'c', 'd', 'e'].map((name) => exampleCell(name.repeat(12), name))

it('says at the end of a quiet run why nothing was tested, and each reason once', () => {
	const events = cells.flatMap(({ id }, at): NewEvent[] => [
		{ type: 'cell.started', cell: id, attempt: 1 },
		{ type: 'cell.ended', cell: id, outcome: 'unavailable', reason: `no kernel 9.${Math.max(at, 1)}` },
	])
	const lines = quietClosing(exampleResults(cells, events), 'Exit code 3.').split('\n')
	expect(lines[0]).toContain('NOTHING WAS TESTED')
	expect(lines.slice(1)).toEqual([
		'  no kernel 9.1',
		'  no kernel 9.2',
		'  no kernel 9.3',
		'  and 1 other reason',
		'Exit code 3.',
		'',
	])
	const [one] = cells
	const passed = exampleResults([one!], cellRun(one!.id, checked(one!.id, 'dns.udp')))
	expect(quietClosing(passed, 'Exit code 0.').split('\n')).toHaveLength(3)
})

it('says what is counted in the time of a run that was resumed', () => {
	expect(tookLine(433_000, undefined)).toBe('7 min 13 s')
	expect(tookLine(433_000, undefined, true)).toMatch(
		/^7 min 13 s since it was resumed; the report counts from/,
	)
})
