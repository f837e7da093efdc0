import { cellRun, checked, exampleCell, runEnded, runStarted, stamped } from '../../testing/index.ts'
import type { NewEvent, RunEvent } from '../../schema/index.ts'
import { areas } from '../digest/columns.ts'

const networks = [
	'slirp4netns',
	'pasta@2023_03_09',
	'pasta@2025_05_03',
	'pasta@2026_07_28',
	'pasta@2026_10_02',
]
const of = <T>(list: readonly T[], index: number): T => list[index % list.length] as T

const cellAt = (index: number) =>
	exampleCell(
		index.toString(16).padStart(12, '0'),
		`k6.12-cell-${index}-of-a-very-long-matrix-implicit-default`,
		{
			kernel: `debian:6.${index % 20}`,
			brNetfilter: of(['loaded', 'unloaded', 'absent'] as const, Math.floor(index / 20)),
			docker: of(['upstream:27.5.1', 'debian:26.1', 'debian:28.5'], Math.floor(index / 60)),
			network: of(networks, Math.floor(index / 180)),
			daemon: `profile-${Math.floor(index / 900)}`,
		},
	)

/** Of a hundred checks some 65 pass, 30 have no meaning, and a few fail, each in one of a few ways. */
function endOf(cell: number, check: number): Parameters<typeof checked>[2] {
	const dice = (cell * 31 + check * 17) % 100
	if (dice < 65) return { ms: 100 + dice }
	if (dice < 96)
		return { outcome: 'skipped', ms: 0, message: `this configuration gives no such contract (${check % 7})` }
	return {
		outcome: 'fail',
		ms: 5000,
		message: `no answer from 198.51.100.${cell % 50}`,
		evidence: [`cells/${cellAt(cell).slug}/dns.udp/network-host.txt`],
	}
}

/** The events of a run as large as they get. */
export function manyEvents(cells: number, checks: number): RunEvent[] {
	const planned = Array.from({ length: cells }, (_, index) => cellAt(index))
	const ids = Array.from({ length: checks }, (_, index) => `${of(areas, index)}.check-number-${index}`)
	const events: NewEvent[] = [runStarted(...planned)]
	for (const [cell, { id }] of planned.entries())
		for (const event of cellRun(
			id,
			ids.flatMap((check, index) => checked(id, check, endOf(cell, index))),
		))
			events.push(event)
	return stamped([...events, runEnded])
}
