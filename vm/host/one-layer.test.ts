import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The product: no tests, nothing that only tests, campaigns or benchmarks run. */
async function productFiles(): Promise<Map<string, string>> {
	const files = new Map<string, string>()
	for (const folder of ['results', 'vm', 'images', 'suites', 'harness'])
		for (const name of await readdir(join(root, folder), { recursive: true })) {
			const path = join(folder, name)
			const isTest = /\.test\.ts$/.test(path)
			if (!path.endsWith('.ts') || isTest) continue
			if (/(^|\/)(testing|fake|faults|bench|vm-tests)\/|^(images|vm)\/.*\/fixtures\/|fake-/.test(path))
				continue
			files.set(path, await readFile(join(root, path), 'utf8'))
		}
	return files
}

test('processes are started in three files', async () => {
	const files = [...(await productFiles())].filter(([, text]) => /['"](node:)?child_process['"]/.test(text))
	expect(files.map(([path]) => path).sort()).toEqual([
		'suites/runner/child-process.ts',
		'vm/host/confined.ts',
		'vm/host/session.ts',
	])
	// zx runs all others.
	const runners = [...(await productFiles())].filter(([, text]) => /(from|import\() ?'zx'/.test(text))
	expect(runners.map(([path]) => path)).toEqual(['vm/host/program.ts'])
})

test('a directory in the temporary directory says whose it is, so that a later run removes what a killed one left', async () => {
	const files = [...(await productFiles())].filter(
		([path, text]) =>
			!path.endsWith('.fixture.ts') && /\btmpdir\(\)/.test(text) && /\b(mkdtemp|makeScratch)\w*\(/.test(text),
	)
	// Lima's homes have a sweep of their own, which ends what runs in them first.
	expect(files.map(([path]) => path).sort()).toEqual(['vm/host/owned-directory.ts', 'vm/lima/home.ts'])
})

test('loops that wait by the clock are in the lower layer', async () => {
	// A pause of Node's own, or of ours, or a timer that a promise waits for.
	// A formatter may break the line between the promise and its timer.
	const pauses = /\bpause\(|timers\/promises|new Promise[^;]{0,300}setTimeout\(/
	// That others run first takes no time; and a stream's pause is none of ours.
	const others = /import \{ setImmediate \} from 'node:timers\/promises'|\w\.pause\(/g
	const files = [...(await productFiles())].filter(([, text]) => pauses.test(text.replace(others, '')))
	expect(files.map(([path]) => path).sort()).toEqual([
		'vm/host/waiting/again.ts',
		'vm/host/waiting/follow.ts',
		'vm/host/waiting/wait.ts',
	])
})

test('what asks until a time has come, without a pause, is in one place', async () => {
	const untilThen = /(while|if) \(.*\bnow\(\) (<|>|>=) (until|deadline)\b/
	const files = [...(await productFiles())].filter(([, text]) => untilThen.test(text))
	expect(files.map(([path]) => path)).toEqual(['vm/host/waiting/ask-until.ts'])
})
