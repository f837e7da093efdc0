import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Guest } from '#vm'
import { evidenceFiles } from '#results'
import { collectEvidence } from './prepare-cell.ts'

let directory: string
beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'rm-evidence-'))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

/** A guest that takes a command and never answers. */
const hung = {
	lost: new AbortController().signal,
	check: (_argv: readonly string[], { signal }: { signal: AbortSignal }) =>
		new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
} as unknown as Guest

it('a guest that hangs has only so long once the run is interrupted, and that is told', async () => {
	const abort = new AbortController()
	setTimeout(() => abort.abort(), 10)
	const before = performance.now()
	await collectEvidence(hung, directory, abort.signal, 50)
	expect(performance.now() - before).toBeLessThan(10_000)
	expect(await readFile(join(directory, 'evidence-missing.txt'), 'utf8')).toBe(
		'The guest did not give its journals in time.\n',
	)
})

it('also when it was interrupted before', async () => {
	await collectEvidence(hung, directory, AbortSignal.abort(), 10)
	expect(await readFile(join(directory, 'evidence-missing.txt'), 'utf8')).toMatch(/in time/)
})

it('a directory that takes nothing is no error of the cell', async () => {
	await collectEvidence(hung, join(directory, 'gone'), AbortSignal.abort(), 10)
})

/** A guest that answers each of our programs by its name. */
const answering = (answers: Readonly<Record<string, string>>): Guest => {
	const answer = async ([path = '']: readonly string[]) => ({
		stdout: answers[path.replace(/^.*\//, '')] ?? '',
	})
	return { lost: new AbortController().signal, check: answer, exec: answer } as unknown as Guest
}

it('which packets were dropped is evidence, where the kernel said so', async () => {
	const { signal } = new AbortController()
	await collectEvidence(
		answering({ journal: 'a line\n', 'trace-drops': '1.0 NO_SOCKET - 1\n' }),
		directory,
		signal,
	)
	expect(await readFile(join(directory, evidenceFiles.drops), 'utf8')).toBe('1.0 NO_SOCKET - 1\n')
	await rm(join(directory, evidenceFiles.drops))
	await collectEvidence(answering({ journal: 'a line\n' }), directory, signal)
	expect((await readdir(directory)).sort()).toEqual(['dockerd.journal', 'system.journal'])
})

it('a guest that does not say which were dropped has the other evidence', async () => {
	const silent = answering({ journal: 'a line\n' })
	const guest = { ...silent, exec: () => Promise.reject(new Error('gone')) } as unknown as Guest
	await collectEvidence(guest, directory, new AbortController().signal)
	expect((await readdir(directory)).sort()).toEqual(['dockerd.journal', 'system.journal'])
})
