import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { runCli } from '../../cli.ts'
import { cliInMemory as cli, fakeAmbient } from '../../testing/fake-ambient.ts'

let dir = ''
beforeEach(async () => {
	dir = await mkdtemp(join(tmpdir(), 'rm-show-report-'))
	await mkdir(join(dir, 'run/report'), { recursive: true })
	await mkdir(join(dir, 'run/cells'))
	await writeFile(join(dir, 'run/report/index.html'), '<h1>report</h1>')
	await writeFile(join(dir, 'run/cells/evil.html'), '<script>1</script>')
	await writeFile(join(dir, 'secret'), 'secret')
	await symlink('../../secret', join(dir, 'run/cells/link'))
})
afterEach(() => rm(dir, { recursive: true }))

/** Without what a client would make of the path. */
const get = (address: string, path: string, options: { host?: string; method?: string } = {}) =>
	new Promise<{ code: number | undefined; type: string | undefined; text: string }>((resolve, reject) => {
		const { hostname, port, host } = new URL(address)
		const headers = { host: options.host ?? host }
		request({ hostname, port, path, headers, method: options.method, agent: false }, (response) => {
			let text = ''
			response.setEncoding('utf8').on('data', (part: string) => (text += part))
			response.on('end', () =>
				resolve({ code: response.statusCode, type: response.headers['content-type'], text }),
			)
		})
			.on('error', reject)
			.end()
	})

it('serves a run to this machine until it is interrupted, and nothing but the run', async () => {
	const { ambient, stdout, stderr, signals } = fakeAmbient(['show-report', join(dir, 'run')])
	const ended = runCli(ambient)
	await expect.poll(() => stdout.text).toContain('/report/index.html')
	const [address = ''] = stdout.text.split('\n')
	expect(await get(address, '/')).toMatchObject({ code: 200, text: '<h1>report</h1>' })
	expect((await get(address, '/report/index.html')).type).toMatch('text/html')
	// What a guest wrote is no page.
	expect((await get(address, '/cells/evil.html')).type).toMatch('text/plain')
	for (const path of ['/cells/link', '/../secret', '/%2e%2e/secret', '/cells', '/none'])
		expect(await get(address, path), path).toMatchObject({ code: 404, text: '' })
	expect((await get(address, '/', { host: 'rebound.example' })).code).toBe(403)
	expect((await get(address, '/', { method: 'PUT' })).code).toBe(405)
	signals.emit('SIGINT')
	expect([await ended, stderr.text]).toEqual([0, ''])
	await expect(get(address, '/')).rejects.toThrow('ECONNREFUSED')
})

it('says what is not there, and points to its own help', async () => {
	const absent = await cli(['show-report', join(dir, 'nix')])
	expect([absent.code, absent.stderr]).toEqual([
		2,
		`rootless-matrix: there is no directory ${join(dir, 'nix')}\nSee \`rootless-matrix show-report --help\`.\n`,
	])
	const none = await cli(['show-report', '--runs-dir', dir])
	expect(none.stderr).toContain('or see `rootless-matrix show-report --help`.')
	const rules = await cli(['rules', 'check', join(dir, 'nix')])
	expect(rules.stderr).toContain('See `rootless-matrix rules check --help`.')
})

it('says how a run gets its report', async () => {
	const { code, stderr } = await cli(['show-report', dir])
	expect(code).toBe(2)
	expect(stderr).toContain(`rootless-matrix report ${dir} --write`)
})
