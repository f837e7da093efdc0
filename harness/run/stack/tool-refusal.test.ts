import { expect, it } from 'vitest'
import { kernelRefusal } from './tool-refusal.ts'

/** As 26.1.5 prints it (Debian 13, Linux 6.12 without ip_tables). */
const printed = (script: string) => `
########## BEGIN ##########
sudo sh -eux <<EOF
${script}
EOF
########## END ##########

[ERROR] Missing system requirements. Run the following commands to
[ERROR] install the requirements and run this tool again.
[ERROR] Alternatively iptables checks can be disabled with --skip-iptables .
`

it('says which modules the tool misses', () => {
	expect(kernelRefusal(printed('# Load ip_tables module\nmodprobe ip_tables'))).toBe(
		'dockerd-rootless-setuptool.sh refuses to install: Missing system requirements: modprobe ip_tables',
	)
})

it('says that RootlessKit may make no namespace (26.1.5 and 28.5.2, an AppArmor profile that denies userns)', () => {
	const failed = (word: string) =>
		`[rootlesskit:parent] error: ${word}\n[ERROR] RootlessKit failed, see the error messages and https://rootlesscontaine.rs/getting-started/common/ .\n`
	const word = 'failed to start the child: fork/exec /proc/self/exe: permission denied'
	expect(kernelRefusal(failed(word))).toBe(
		`dockerd-rootless-setuptool.sh refuses to install: RootlessKit failed: ${word}`,
	)
	const ours = 'failed to setup UID/GID map: newuidmap 421 [0 1000 1] failed: exec: "newuidmap": not found'
	expect(kernelRefusal(failed(ours))).toBeUndefined()
	expect(kernelRefusal(failed(word.replace('permission denied', 'exec format error')))).toBeUndefined()
	// What a guest prints is as long as it likes.
	const began = performance.now()
	expect(kernelRefusal(`[rootlesskit:parent] error: ${word}\n`.repeat(100_000))).toBeUndefined()
	expect(performance.now() - began).toBeLessThan(5_000)
})

it('what a base image should have brought is no refusal of the product', () => {
	const packages = '# Install newuidmap & newgidmap binaries\napt-get install -y uidmap'
	expect(kernelRefusal(printed(packages))).toBeUndefined()
	expect(kernelRefusal(printed(`${packages}\nmodprobe ip_tables`))).toBeUndefined()
	expect(kernelRefusal(printed(''))).toBeUndefined()
	expect(kernelRefusal('[INFO] Creating docker.service\n')).toBeUndefined()
})
