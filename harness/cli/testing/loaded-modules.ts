import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const file = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))
const root = file('../../../')

/** The product's own modules that a command line loads, as paths from the package's directory, sorted: of the sources, which a clone bundles. */
export const loadedModules = (...argv: readonly string[]): Promise<readonly string[]> =>
	modulesOf('--import', file('../../../vm/host/typescript/register.js'), file('../main.ts'), ...argv)

/** The same of the command itself. */
export const modulesOfBin = (...argv: readonly string[]): Promise<readonly string[]> =>
	modulesOf(file('../bin.js'), ...argv)

async function modulesOf(...argv: readonly string[]): Promise<readonly string[]> {
	const scratch = await mkdtemp(join(tmpdir(), 'rm-modules-'))
	try {
		const list = join(scratch, 'list')
		await start(['--import', file('./record-modules.js'), ...argv], {
			RECORD_MODULES: list,
		})
		const urls = (await readFile(list, 'utf8')).split('\n').filter((url) => url.startsWith('file:'))
		const paths = urls.map((url) => fileURLToPath(url)).filter((path) => path.startsWith(root))
		return [...new Set(paths.map((path) => path.slice(root.length)))]
			.filter((path) => !path.startsWith('node_modules/') && !path.startsWith('harness/cli/testing/'))
			.sort()
	} finally {
		await rm(scratch, { recursive: true, force: true })
	}
}

/** Milliseconds of processor time that a command line takes, its threads included. */
export async function cpuOf(...argv: readonly string[]): Promise<number> {
	const stderr = await start(['--import', file('./report-cpu.js'), file('../bin.js'), ...argv])
	return Number(/cpu (\d+) ms/.exec(stderr)?.[1])
}

async function start(argv: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
	const child = spawn(process.execPath, argv, {
		stdio: ['ignore', 'ignore', 'pipe'],
		env: { ...process.env, ...env },
	})
	let stderr = ''
	child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
	await once(child, 'close')
	return stderr
}
