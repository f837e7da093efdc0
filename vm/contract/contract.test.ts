import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fakeVmDriver } from '#vm/fake'
import type { VmSpec } from '../spec.ts'
import { promises } from './index.ts'

let directory: string
beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), 'rm-test-'))))
afterEach(() => rm(directory, { recursive: true }))

/** Of the promises that a guest of words can keep, those that are broken. */
async function broken(answers: Readonly<Record<string, string>>) {
	const driver = fakeVmDriver({
		answer: (command) => ({
			stdout: Object.entries(answers).find(([words]) => command.includes(words))?.[1] ?? '',
			code: command.includes('exit 3') ? 3 : 0,
			stderr: command.includes('exit 3') ? 'err\n' : '',
		}),
	})
	const spec: VmSpec = {
		name: 'a cell',
		memoryMiB: 256,
		cpus: 1,
		vmlinuz: '',
		initrd: '',
		host: { driver: 'fake', program: 'fake', driverVersion: '1', accelerator: 'tcg', arch: 'x86_64' },
		root: { path: '', format: 'raw' },
		evidenceDir: directory,
	}
	await using vm = await driver.start(spec)
	const found: string[] = []
	for (const { sentence, ask } of promises) {
		// A fake guest has no files.
		if (sentence.includes('copied')) continue
		const of = { driver, spec, release: '6.12', hostPort: 1, directory }
		if ((await ask(vm, of)) !== undefined) found.push(sentence.slice(0, 20))
	}
	return found
}

// The first whose words are in a command is its answer.
const good = { 'touch /var': 'both\n', 'uname -r': '6.12\n', stat: '640 0\nseeded\n', 'exit 3': 'in' }

test('a VM that keeps its promises has broken none', async () => {
	expect(await broken(good)).toEqual([])
})

test.each([
	['uname -r', '6.1\n', 'it boots the kernel '],
	['stat', '644 0\nseeded\n', 'its seed is in place'],
	['touch /var', '', 'it writes to its roo'],
	['exit 3', '', 'a command has an exi'],
	['/dev/tcp', '192.168.5.2:53\n', 'its only network lea'],
])('one that answers %s with %j has broken that promise', async (command, answer, sentence) => {
	expect(await broken({ ...good, [command]: answer })).toEqual([sentence])
})
