import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { exampleFacts } from '../example-facts.ts'
import type { DaemonState } from '../../check/cell-facts.ts'
import { collectEvidence } from '../../check/evidence.ts'
import { fakeVm } from '../../check/testing/fake-vm.ts'

let directory: string
beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), 'rm-evidence-'))))
afterEach(() => rm(directory, { recursive: true, force: true }))

/** What a check leaves in a VM whose journal has nothing since the check began. */
async function collected(daemon: DaemonState) {
	const { commands, enter } = fakeVm()
	const facts = exampleFacts(directory, {}, { daemon })
	// Else a daemon that runs is asked for its containers.
	const early = new Map([['containers.json', '[]\n']])
	const listed = await collectEvidence({ facts, id: 'daemon.starts', began: Date.now() - 1500, early, enter })
	return { commands, listed, journal: await readFile(join(directory, listed[1]!), 'utf8') }
}

it('lists every file that it has written, the journal among them, by its path in the run', async () => {
	const { listed } = await collected({ state: 'active' })
	const names = await readdir(join(directory, 'cell/daemon.starts'))
	expect(listed).toEqual(names.sort().map((name) => `cell/daemon.starts/${name}`))
	expect(listed[1]).toBe('cell/daemon.starts/dockerd-journal.txt')
})

it('the journal of a daemon that ended before the check began is its own, and not what was written since', async () => {
	const words = 'dockerd: failed to start daemon: no\n'
	for (const state of ['refused', 'failed'] as const) {
		const { journal, commands } = await collected({ state, journal: words })
		expect(journal).toBe(words)
		expect(commands.filter((command) => command.includes('/journal'))).toEqual([])
	}
})

it('the journal of a daemon that runs is what it has written since the check began', async () => {
	const { journal, commands } = await collected({ state: 'active' })
	expect(journal).toBe('-- No entries --\n')
	expect(commands.find((command) => command.includes('/journal'))).toMatch(/ --since=-3s /)
})
