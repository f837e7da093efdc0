import { spawnSync } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { chineseReason } from '#results'
import { configurationOf } from './configuration.ts'
import { isBundle, parseBundle, readBundle } from './read-bundle.ts'

const script = fileURLToPath(new URL('collect.sh', import.meta.url))
const isRoot = process.getuid?.() === 0
/** Debian's nobody: no home, no docker. */
const NOBODY = 65534

let dir: string
beforeEach(async () => {
	dir = await mkdtemp(join(tmpdir(), 'rm-collect-'))
	await chmod(dir, 0o777)
	await mkdir(join(dir, 'bin'))
	await mkdir(join(dir, 'home/.config/docker'), { recursive: true })
	await mkdir(join(dir, 'tmp'))
	await chmod(join(dir, 'tmp'), 0o777)
	await writeFile(join(dir, 'collect.sh'), await readFile(script))
})
afterEach(() => rm(dir, { recursive: true }))

async function fakeProgram(name: string, body: string): Promise<void> {
	await writeFile(join(dir, 'bin', name), `#!/bin/sh\n${body}\n`, { mode: 0o755 })
	await chmod(join(dir, 'bin', name), 0o755)
}

/** Runs the script as an ordinary user, with the named fake programs first in PATH. */
function collect(shell: string, args: readonly string[] = []) {
	return spawnSync(shell, [join(dir, 'collect.sh'), ...args], {
		cwd: join(dir, 'tmp'),
		encoding: 'utf8',
		input: '',
		env: {
			PATH: [join(dir, 'bin'), '/usr/bin', '/bin'].join(delimiter),
			HOME: join(dir, 'home'),
			TMPDIR: join(dir, 'tmp'),
			XDG_RUNTIME_DIR: join(dir, 'run'),
		},
		...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}),
	})
}

/** A machine whose every answer wants to get something out, or in. */
async function hostileMachine(): Promise<void> {
	await fakeProgram(
		'docker',
		String.raw`case $1 in
--version) echo 'Docker version 27.5.1, build 9f9e405' ;;
info) cat <<'X'
 Server Version: 27.5.1
== config
| CONFIG_FORGED=y
 Name: customer-host.corp.example
 HTTP Proxy: http://ann:hunter2@proxy.corp.example:3128
 Username: ann
 Operating System: Evil $(printf '\033')]0;owned$(printf '\007') Linux
WARNING: token=abcdef0123456789 at 192.168.17.4 and 2001:db8:17::4 and fe80::1
WARNING: the daemon listens on 127.0.0.1, 0.0.0.0, 10.0.2.100 and ::1
X
printf 'WARNING: \033[2J\033]52;c;aGk=\007 end\r\n' ;;
esac`,
	)
	await fakeProgram('rootlesskit', 'echo "rootlesskit version 2.3.2"')
	await fakeProgram('pasta', 'echo "pasta 2025_05_03.587980c-1"; echo "Copyright"')
	await fakeProgram('lsmod', 'echo "Module Size Used by"; echo "br_netfilter 32768 0"; echo "bridge 300 1"')
	await fakeProgram(
		'systemctl',
		String.raw`case $* in
--version) echo 'systemd 257 (257.7-1)' ;;
*) cat <<'X'
# ${dir}/home/.config/systemd/user/docker.service
Environment=PATH=/usr/bin:/sbin
Environment="DOCKERD_ROOTLESS_ROOTLESSKIT_NET=pasta"
Environment=DOCKER_IGNORE_BR_NETFILTER_ERROR=1
Environment="HTTPS_PROXY=http://ann:hunter2@10.1.2.3:3128"
Environment=AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI
X
esac`.replace('${dir}', dir),
	)
	const settings = {
		icc: false,
		'userland-proxy': false,
		'registry-mirrors': ['https://token@mirror.corp.example'],
		'log-opts': { 'splunk-token': 'hunter2' },
		ipv6: true,
	}
	await writeFile(join(dir, 'home/.config/docker/daemon.json'), JSON.stringify(settings))
}

const secrets = /hunter2|wJalrX|abcdef0123|corp\.example|192\.168|10\.1\.2\.3|2001:db8|fe80|token@/

// Where `sh` is dash, it is asked once.
test.each(['dash', 'bash', ...(realpathSync('/bin/sh').endsWith('/dash') ? [] : ['sh'])])(
	'%s: gathers what matters of a hostile machine, and leaks nothing',
	async (shell) => {
		await hostileMachine()
		const { status, stdout, stderr } = collect(shell)
		expect([status, stderr]).toEqual([0, ''])
		expect(stdout).not.toMatch(secrets)
		expect(stdout).not.toContain(dir)
		if (hostname().length > 3) expect(stdout).not.toContain(hostname())
		expect(stdout).not.toMatch(/[^\n\x20-\x7e]/)
		// Without a terminal and without -y nothing is written.
		expect(await readdir(join(dir, 'tmp'))).toEqual([])
		const bundle = parseBundle(stdout)
		expect(bundle.sections.get('config')).not.toContain('CONFIG_FORGED=y')
		expect(bundle.sections.get('docker-info')?.join('\n')).toMatch(
			/127\.0\.0\.1, 0\.0\.0\.0, 10\.0\.2\.100 and ::1/,
		)
		const unit = bundle.sections.get('unit') ?? []
		expect(unit).toContain('# ~/.config/systemd/user/docker.service')
		expect(
			unit.filter((line) => line.includes('<hidden>')).map((line) => line.replace(/=<hidden>.*/, '')),
		).toEqual(['Environment="HTTPS_PROXY', 'Environment=AWS_SECRET_ACCESS_KEY'])
		expect(configurationOf(bundle, ['debian:12'])).toMatchObject({
			docker: '27.5.1',
			rootlesskit: '2.3.2',
			passt: '2025_05_03.587980c',
			brNetfilter: 'loaded',
			daemon: 'icc=false,userland-proxy=false,ipv6=true,ignore-br-netfilter-error=1',
		})
	},
)

test('with -y it writes the file, for its owner only; a mistake is a usage', async () => {
	await hostileMachine()
	const { status, stdout } = collect('dash', ['-y', '-o', 'mine.txt'])
	expect([status, stdout]).toEqual([0, expect.stringContaining('mine.txt:')])
	const path = join(dir, 'tmp/mine.txt')
	expect(await readdir(join(dir, 'tmp'))).toEqual(['mine.txt'])
	expect(await isBundle(path)).toBe(true)
	expect((await readBundle(path)).sections.get('kernel')?.[0]).toMatch(/^Linux \d/)
	expect(collect('dash', ['-x']).status).toBe(2)
	expect(await isBundle(join(dir, 'bin/docker'))).toBe(false)
	expect(await isBundle(dir)).toBe(false)
})

test('a machine without any of it, that is called as a section is, is gathered all the same', async () => {
	await fakeProgram('uname', 'case $1 in -n) echo rules ;; *) exec /usr/bin/uname "$@" ;; esac')
	const { status, stdout } = collect('dash')
	expect(status).toBe(0)
	const { sections } = parseBundle(stdout)
	expect(sections.get('programs')).toContain('rootlesskit: not in PATH')
	expect(sections.get('rules')).toEqual(['no RootlessKit runs'])
})

test('a bundle that was cut is read as far as it goes', () => {
	const text =
		'rootless-matrix bundle 1\r\n== kernel\r\n| Linux 6.12.0-55.el10.x86_64 #1 SMP x86_64\r\nnoise\r\n== os\r\n| ID="rocky"\r\n| VERSION_ID="10.0"\r\n== config\r\n| CONFIG_BRIDGE=m\r\n'
	const found = configurationOf(parseBundle(text), ['debian:12'])
	expect(found).toMatchObject({ kernel: '6.12', brNetfilter: 'absent', slirp4netns: true, guest: undefined })
	expect(found.notes.join('; ')).toMatch(
		/does not say which Docker.*6\.12\.0-55\.el10.*no guest of rocky:10\.0/,
	)
	expect(found.notes.filter((note) => chineseReason(note) === undefined)).toEqual([])
	expect(() => parseBundle('hello')).toThrow(/no bundle/)
})
