import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { guestCommands } from './index.ts'

const root = join(import.meta.dirname, '../../..')

/** A command for the daemon's unit, and the parts of either name, whatever joins them. */
const names = [
	/\/usr\/lib\/rootless-matrix/,
	/\busr\/lib['"`],\s*['"`]rootless-matrix\b/,
	/\busr['"`],\s*['"`]lib['"`],\s*['"`]rootless-matrix\b/,
	/\bdocker\\*\.service\b/,
	/\b(systemctl|journalctl)\b.*\bdocker\b/,
	/\b(systemctl|journalctl)['"`],(\s*['"`][^'"`\n]*['"`],)*\s*['"`]docker['"`]/,
]

/** What a check promises has it as people type it. */
const contract = /^\s*('|chinese: '|english: ').*`systemctl --user (stop|restart) docker`/

const isNaming = (path: string, text: string): boolean => {
	const isCheck = path.endsWith('.checks.ts')
	const code = text
		.split('\n')
		.filter((line) => !(isCheck && contract.test(line)))
		.join('\n')
	return names.some((name) => name.test(code))
}

it('one module names where the guest has our programs, and what its daemon’s unit is called', async () => {
	const naming: string[] = []
	for (const folder of ['harness', 'suites', 'images', 'vm', 'results'])
		for (const name of await readdir(join(root, folder), { recursive: true })) {
			if (!/\.[jt]s$/.test(name) || name.endsWith('.test.ts')) continue
			if (isNaming(name, await readFile(join(root, folder, name), 'utf8'))) naming.push(`${folder}/${name}`)
		}
	expect(naming).toEqual(['vm/guest/commands/commands.ts'])
})

it.each([
	String.raw`{ kind: 'cgroup', what: /^docker\.service$/ }`,
	String.raw`new RegExp('docker\\.service')`,
	'`journalctl --user -u docker` says why',
	`['systemctl', '--user', 'stop', 'docker']`,
	`[\n\t'journalctl',\n\t'-u',\n\t'docker',\n]`,
	`join('/usr/lib', 'rootless-matrix', name)`,
	`join('/', 'usr', 'lib', 'rootless-matrix')`,
	`run('systemctl --user restart docker')`,
	"'`systemctl --user stop docker`'",
])('sees that it is named: %s', (text) => {
	expect(isNaming('a.ts', text)).toBe(true)
})

it.each([
	`systemctl.includes('dockerd')`,
	"'the daemon is up within 20 s of `systemctl --user restart docker`, on a slow machine',",
	`join(home, '.cache', 'rootless-matrix')`,
])('takes for none: %s', (text) => {
	expect(isNaming('a.checks.ts', text)).toBe(false)
})

it('every program that is named is in the base image', async () => {
	const of = guestCommands
	const argvs = [
		...[
			of.awaitRestore(),
			of.dumpNetwork(),
			of.installLxc('a'),
			of.installStack(),
			of.journal(),
			of.mountStacks(['a=b']),
		],
		...[of.reportStack(), of.stackRemains(), of.stopDaemon(), of.stubResolver('on'), of.waitReady()],
		...[of.stackUsage(), of.traceDrops('start')],
	]
	const there = await readdir(join(root, 'images/guest/rootfs/usr/lib/rootless-matrix'))
	expect(
		argvs.map(([path = '']) => path.replace(/^.*\//, '')).filter((name) => !there.includes(name)),
	).toEqual([])
})
