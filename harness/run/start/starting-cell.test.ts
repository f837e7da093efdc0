import { expect, it } from 'vitest'
import { readCell } from '#harness/matrix'
import { exampleCell } from '#results/testing'
import { cellFacts, type ReadyVm, type StartingCell } from './starting-cell.ts'

it('hands the suites what the cell asks for, beside what the binaries report', () => {
	const cell = readCell(
		exampleCell('0123456789ab', 'x', {
			kernel: 'debian:6.1',
			docker: 'upstream:27.5.1',
			network: 'pasta@2025_05_03',
		}),
	)
	const artifacts = { kernel: { release: '6.1.0-41-cloud-amd64' }, parts: [] }
	const starting = { cell, artifacts, place: { evidenceDir: '/e' }, runDir: '/' } as unknown as StartingCell
	const programs = [{ name: 'pasta', running: true, path: '/pasta', version: 'unknown version' }]
	const ready = { vm: {}, installed: { daemon: { state: 'active' }, programs } } as unknown as ReadyVm
	const facts = cellFacts(starting, ready, '/socket')
	expect(facts.stack).toEqual({ passt: 'unknown version', origins: [] })
	expect(facts.asked).toEqual({ dockerd: '27.5.1', passt: '2025_05_03', kernel: { series: '6.1' } })
	// It goes to another process.
	expect(JSON.parse(JSON.stringify(facts))).toEqual(facts)
})
