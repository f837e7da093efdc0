import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openStore } from '#harness/store'
import { storePlan } from '../plan.ts'
import { newRunId } from '../names.ts'
import { factsOf, fewCells } from '../testing/fake-farm.ts'
import { runCell } from './run-cell.ts'

let dir: string
beforeEach(async () => {
	dir = await mkdtemp(join(tmpdir(), 'run-cell-'))
})
afterEach(() => rm(dir, { recursive: true }))

/** What lies beside the cell's own file when its run begins: a program that says so stands for the harness. */
async function seen(lock: string | undefined): Promise<string> {
	const plan = await fewCells(1)
	const store = await openStore(`dir:${dir}`)
	const farm = await storePlan(store, { facts: factsOf(newRunId('quick', new Date())), plan, lock })
	const command = join(dir, 'fake-harness')
	const said = join(dir, 'said')
	const look = `cd "$(dirname "$3")" && ls > ${said} && if [ -e rootless-matrix.lock.yaml ]; then cat rootless-matrix.lock.yaml >> ${said}; fi`
	await writeFile(command, `#!/bin/sh\n${look}\n`)
	await chmod(command, 0o755)
	const runner = { command: [command], flags: [], dir: join(dir, 'cells') }
	await runCell(runner, farm, plan.cells[0]!, { signal: AbortSignal.timeout(30_000) })
	return readFile(said, 'utf8')
}

it('has the lock file of whoever submitted, and none where there was none: an empty one is refused', async () => {
	expect(await seen('schemaVersion: 1\n')).toContain('rootless-matrix.lock.yaml\nschemaVersion: 1\n')
	expect(await seen(undefined)).not.toContain('lock')
})
