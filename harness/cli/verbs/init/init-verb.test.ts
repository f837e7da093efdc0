import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { InterruptedError } from '#results'
import { cliInMemory as cli } from '../../testing/fake-ambient.ts'

let dir = ''
beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), 'rm-init-'))))
afterEach(() => rm(dir, { recursive: true }))

it('writes a matrix that can be planned as it is, and says what to do next', async () => {
	const file = join(dir, 'my matrix.yaml')
	const { code, stdout } = await cli(['init', '--output', file, '--kernel', 'debian:6.1', 'debian:6.12'])
	expect(code).toBe(0)
	expect(stdout).toContain(`Written: ${file}, 8 cells.\nNot looked up: whether its versions are available.`)
	const text = await readFile(file, 'utf8')
	expect(text).toMatch(/^# yaml-language-server: \$schema=.*harness\/matrix\/file\/matrix\.schema\.json\n/)
	expect(text).toContain('name: my-matrix\n')
	expect(text).toContain('kernel: [debian:6.1, debian:6.12]')
	const plan = await cli(['plan', '--json', '--matrix', file])
	expect((JSON.parse(plan.stdout) as { cells: unknown[] }).cells).toHaveLength(8)
})

it('asks on a terminal what no flag says, once more where the answer is none, and takes nothing for the usual', async () => {
	const answers = ['', 'linus:6.12', '6.6, debian:6.12']
	const asked: string[] = []
	const ask = (question: string) => {
		asked.push(question)
		return Promise.resolve(answers.shift() ?? '')
	}
	const file = join(dir, 'a.yaml')
	const { code, stdout } = await cli(['init', '--output', file, '--network', 'slirp4netns'], { ask })
	expect(code).toBe(0)
	expect(asked.map((one) => one.split('?')[0])).toEqual([
		'Which Docker',
		'On which kernels',
		'On which kernels',
	])
	expect(stdout).toContain('linus:6.12: expected a value such as "debian:6.12"')
	const text = await readFile(file, 'utf8')
	expect(text).toContain('docker: upstream:27.5.1\n')
	expect(text).toContain('kernel: [debian:6.6, debian:6.12]\n')
	expect(text).toContain('portDriver: builtin\n')
})

it('says that nothing was written where the questions are left with Ctrl-D', async () => {
	const file = join(dir, 'a.yaml')
	const ask = () => Promise.reject(new InterruptedError('There was no answer.'))
	const { code, stderr } = await cli(['init', '--output', file], { ask })
	expect([code, stderr]).toEqual([130, 'rootless-matrix: Nothing was written.\n'])
	expect(existsSync(file)).toBe(false)
})

it('overwrites nothing, and writes nothing that could not be read', async () => {
	const file = join(dir, 'a.yaml')
	await writeFile(file, 'mine')
	const there = await cli(['init', '--output', file])
	expect(there.code).toBe(2)
	expect(there.stderr).toContain(`${file} is there already`)
	expect(await readFile(file, 'utf8')).toBe('mine')
	const wrong = await cli(['init', '--output', join(dir, 'b.yaml'), '--docker', 'moby'])
	expect(wrong.code).toBe(2)
	expect(wrong.stderr).toContain('--docker moby: expected')
})

it('takes versions as explain does, and writes them in full', async () => {
	const file = join(dir, 'a.yaml')
	const versions = ['--docker', '27.5.1', 'v28.0.0', '26.1', '--kernel', '6.12', '6.12.107+deb13-cloud-amd64']
	expect((await cli(['init', '--output', file, ...versions])).code).toBe(0)
	const text = await readFile(file, 'utf8')
	expect(text).toContain('docker: [upstream:27.5.1, upstream:28.0.0, debian:26.1]\n')
	expect(text).toContain('kernel: [debian:6.12, debian:6.12.107+deb13-cloud-amd64]\n')
})

it('gives examples as such, and suggests no version that nobody knows of', async () => {
	const wrong = ['--docker', 'nonsense:1', '--kernel', '9.9.9']
	const { code, stderr } = await cli(['init', '--output', join(dir, 'b.yaml'), ...wrong])
	expect(code).toBe(2)
	expect(stderr).toContain('--docker nonsense:1: expected a value such as "debian:26.1", ')
	expect(stderr).toContain('--kernel 9.9.9: expected a value such as "debian:6.12" (a series)')
	expect(stderr).not.toContain('did you mean')
})

it('names a matrix in the usual file by its directory', async () => {
	const file = join(dir, 'rootless-matrix.yaml')
	expect((await cli(['init', '--output', file])).code).toBe(0)
	expect(await readFile(file, 'utf8')).toContain(`name: ${basename(dir)}\n`)
})
