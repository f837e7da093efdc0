import { homedir } from 'node:os'
import { runCli } from '../../cli.ts'
import { expect, it } from 'vitest'
import { cliInMemory as cli, fakeAmbient } from '../../testing/fake-ambient.ts'

it('says the versions that a bug report needs, and no secret and no path', async () => {
	const env = {
		ROOTLESS_MATRIX_CACHE: '/somewhere/of/mine',
		ROOTLESS_MATRIX_DOCKER_MIRROR: 'https://user:password@mirror.example/',
		HOME: homedir(),
		UNSET: '',
	}
	const runProgram = async ([tool]: readonly string[]) =>
		tool === 'git'
			? ({ state: 'ended', code: 0, output: 'git version 2.50.1\nmore' } as const)
			: ({ state: 'absent' } as const)
	const { code, stdout } = await cli(['info', '--json'], { runProgram }, env)
	expect(code).toBe(0)
	const said = JSON.parse(stdout) as Record<string, string>
	expect(said['rootless-matrix']).toMatch(/^1\.2\.3 \(sources [0-9a-f]{16}\)$/)
	expect(said).toMatchObject({
		node: process.version,
		git: 'git version 2.50.1',
		limactl: 'not there',
		variables: 'ROOTLESS_MATRIX_CACHE ROOTLESS_MATRIX_DOCKER_MIRROR',
		'plug-ins': 'none',
	})
	for (const secret of ['password', '/somewhere', 'mirror.example', `${homedir()}/`])
		expect(stdout).not.toContain(secret)
	expect((await cli(['info'], { runProgram })).stdout).toMatch(/^node: +v/m)
})

it.each([
	[true, 'none', 'found in this directory or above'],
	[false, 'ROOTLESS_MATRIX_CONFIG', 'set by ROOTLESS_MATRIX_CONFIG'],
])(
	'says of a configuration whether it was found upward (%s) or set',
	async (foundConfig, variables, configuration) => {
		const runProgram = async () => ({ state: 'absent' }) as const
		const env = { ROOTLESS_MATRIX_CONFIG: '/site/rootless-matrix.config.mjs' }
		const { ambient, stdout } = fakeAmbient(['info', '--json'], { runProgram }, env)
		await runCli({ ...ambient, foundConfig })
		expect(JSON.parse(stdout.text)).toMatchObject({ variables, configuration })
		expect(stdout.text).not.toContain('/site')
	},
)
