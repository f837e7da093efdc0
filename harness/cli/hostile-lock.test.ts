import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { services } from './services.ts'
import { cliInMemory } from './testing/fake-ambient.ts'

let dir: string
beforeEach(async () => {
	dir = await mkdtemp(join(tmpdir(), 'hostile-lock-'))
})
afterEach(() => rm(dir, { recursive: true }))

const matrix = `schemaVersion: 1
name: hostile
coverage: full
daemons: { default: {} }
axes:
  kernel: debian:6.12
  brNetfilter: loaded
  docker: debian:26.1
  rootlesskit: bundled
  network: slirp4netns
  portDriver: builtin
  daemon: default
`

/** A matrix with the lock file of somebody else beside it. */
async function withLock(name: string, version: string) {
	await writeFile(join(dir, 'matrix.yaml'), matrix)
	await writeFile(
		join(dir, 'rootless-matrix.lock.yaml'),
		`lockVersion: 1
artifacts:
  debian docker 26.1 amd64:
    packages:
      - name: ${JSON.stringify(name)}
        version: ${JSON.stringify(version)}
        suite: trixie
        sha256: ${'a'.repeat(64)}
`,
	)
}

/** The real command as a process, in the directory of the matrix. */
async function asProcess(argv: readonly string[]) {
	const child = spawn(
		process.execPath,
		[join(import.meta.dirname, 'bin.js'), ...argv, '--matrix', 'matrix.yaml'],
		{
			cwd: dir,
			env: { ...process.env, ROOTLESS_MATRIX_CACHE: join(dir, 'cache') },
			stdio: ['ignore', 'pipe', 'pipe'],
		},
	)
	const [closed, , stderr] = await Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)])
	return { code: closed[0] as number, stderr }
}

/** The real command in this process, which is elsewhere. */
const inProcess = ([verb = '', ...argv]: readonly string[]) =>
	cliInMemory([verb, ...argv, '--matrix', join(dir, 'matrix.yaml')], services, {
		...process.env,
		ROOTLESS_MATRIX_CACHE: join(dir, 'cache'),
	})

test.each([
	['fetch', ['fetch', '--frozen'], '-c', 'apt.conf', '5:15', inProcess],
	['run', ['run', '--offline', '--runs-dir', 'RUNS'], '../..', '1', '5:15', inProcess],
	['plan', ['plan'], 'docker.io', '-oDir::Cache::pkgcache=written', '6:18', asProcess],
] as const)(
	'%s refuses a lock file with %j of %j and has run nothing: exit code 2',
	async (_, argv, name, version, place, command) => {
		await withLock(name, version)
		const { code, stderr } = await command(argv.map((word) => word.replace('RUNS', join(dir, 'runs'))))
		expect(stderr).toContain(
			`rootless-matrix.lock.yaml:${place}: artifacts › debian docker 26.1 amd64 › packages › 0 ›`,
		)
		expect(code).toBe(2)
		const left = await readdir(dir, { recursive: true })
		expect(left.filter((path) => /written|apt|\.deb/.test(path))).toEqual([])
	},
	60_000,
)
