import { expect, it } from 'vitest'
import { cellRun, checked, exampleCell, exampleResults } from '../../testing/index.ts'
import { slowestChecks, timingsText } from './timings.ts'

const results = exampleResults(
	[exampleCell('00000000000a', 'cell-a'), exampleCell('00000000000b', 'cell-b')],
	[
		...cellRun('00000000000a', [
			...checked('00000000000a', 'dns.udp', { ms: 900 }),
			...checked('00000000000a', 'egress.tcp', { ms: 4000 }),
			...checked('00000000000a', 'publish.any-v6', { ms: 0, outcome: 'skipped', message: 'no IPv6' }),
		]),
		...cellRun('00000000000b', [
			{ type: 'phase.started', cell: '00000000000b', phase: 'suites' },
			...checked('00000000000b', 'dns.udp', { ms: 2000 }),
			{ type: 'phase.ended', cell: '00000000000b', phase: 'suites', ms: 2100 },
		]),
	],
)

it('finds the slowest checks over all cells, and none that was skipped', () => {
	expect(slowestChecks(results)).toEqual([
		{ cell: 'cell-a', check: 'egress.tcp', ms: 4000 },
		{ cell: 'cell-b', check: 'dns.udp', ms: 2000 },
		{ cell: 'cell-a', check: 'dns.udp', ms: 900 },
	])
	expect(slowestChecks(results, 1)).toHaveLength(1)
})

it('prints them with their cells', () => {
	expect(timingsText(results, 2)).toMatchInlineSnapshot(`
		"The slowest 2 checks:
		        4 s  egress.tcp  cell-a
		        2 s  dns.udp     cell-b

		All checks of a cell, after its daemon was up:
		        2 s  1 check  cell-b
		"
	`)
})
