import { describe, expect, it } from 'vitest'
import { cellRun, checked, exampleCell, exampleResults } from '../../testing/index.ts'
import { stackWords } from './columns.ts'

const cell = (docker: string, info: Record<string, string> = {}, buildx?: string) => {
	const planned = exampleCell('a'.repeat(12), 'a', { docker })
	const starts = checked(planned.id, 'daemon.starts', { observations: { info } })
	const { cells } = exampleResults([planned], cellRun(planned.id, starts, { ...(buildx && { buildx }) }))
	return stackWords(cells[0]!)
}

describe('the Go and the buildx of a stack', () => {
	it('are what upstream released, and say so, until the running binaries say something', () => {
		expect(cell('upstream:27.5.1')).toEqual(
			expect.arrayContaining(['buildx 0.20.0 (as released)', 'Go 1.22.11 (as released)']),
		)
		expect(cell('upstream:27.5.1', { goVersion: 'go1.23.4' }, '0.21.0')).toEqual(
			expect.arrayContaining(['buildx 0.21.0', 'Go 1.23.4']),
		)
	})

	it('are not upstream’s where a distribution built it, and nothing where nobody says', () => {
		const words = cell('debian:28.5', { goVersion: '<b>' })
		expect(words.filter((word) => /^(Go|buildx) /.test(word))).toEqual([])
	})
})

it('of a passt that names no version, the one that was asked for stands beside what it says', () => {
	const planned = exampleCell('a'.repeat(12), 'a', { network: 'pasta@2023_03_09' })
	const { cells } = exampleResults(
		[planned],
		cellRun(planned.id, checked(planned.id, 'dns.udp'), { passt: 'unknown version' }),
	)
	expect(stackWords(cells[0]!)).toContain('passt 2023_03_09 ("unknown version")')
})
