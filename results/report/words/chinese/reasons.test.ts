import { expect, it } from 'vitest'
import { chineseMessage, chineseReason } from './reasons.ts'

it.each([
	[
		'Linux 6.1.1 has no br_netfilter that could be unloaded. Choose brNetfilter: absent for this kernel, or give the package that has the module as well: on RHEL 10 and its like kernel-modules-extra.',
		'Linux 6.1.1 没有可卸载的 br_netfilter。请为此内核选择 brNetfilter: absent，或一并提供含有该模块的软件包：RHEL 10 及同类发行版为 kernel-modules-extra。',
	],
	[
		'docker-27.5.1.tgz is not in the cache, and this run is offline.',
		'docker-27.5.1.tgz 不在缓存中，而此次运行为离线运行。',
	],
	[
		'the end of the migration: no result within 60 s Leave the machine alone meanwhile; where several VMs ran at the same time, run fewer (--jobs 1). (because: QEMU says so)',
		'“the end of the migration”在 60 秒内没有结果。请避免其他负载；若有多台虚拟机同时运行，请减少数量（--jobs 1）。（原因：“QEMU says so”）',
	],
	[
		'dockerd-rootless-setuptool.sh ended with 1, and docker.service has written nothing: the daemon was not started. What the tool printed says what it misses in the guest: the base image lacks something for this version. Its last words: $& (exit code 1)',
		'dockerd-rootless-setuptool.sh 以 1 结束，docker.service 没有写入任何日志：守护进程没有启动。该工具的输出说明客户机中缺少什么：基础镜像缺少此版本所需的内容。最后输出：“$& (exit code 1)”',
	],
	[
		'The kernel has no AppArmor that restricts user namespaces, and without that the guest is no Debian 13. Choose a kernel of 6.7 or newer with CONFIG_SECURITY_APPARMOR=y, or the guest debian:13.',
		'内核没有限制用户命名空间的 AppArmor，没有它，客户机就不是 Debian 13。请选择 6.7 或更新且带有 CONFIG_SECURITY_APPARMOR=y 的内核，或客户机 debian:13。',
	],
])('says in Chinese why a cell was not tried or broke, and what to do about it: %s', (english, chinese) => {
	expect(chineseReason(english)).toBe(chinese)
})

it.each([
	[
		'loopback: host asked 127.0.0.1:8081: expected "single" to answer, found: reset (E read(5): Connection reset by peer)',
		'loopback：主机询问 127.0.0.1:8081：应由 single 应答，实际：连接被重置（“E read(5): Connection reset by peer”）',
	],
	[
		'udp: container "host-network" asked 127.0.0.1:7011 over UDP: expected no answer, found: answered by host-7011, who saw 127.0.0.1\nsomething else',
		'udp：容器“host-network”询问 127.0.0.1:7011（UDP）：应无应答，实际：由 host-7011 应答，它看到的来源为 127.0.0.1\nsomething else',
	],
	[
		'bridge.A: container "first" asked for A of peer.lab.test: no answer (timed out)',
		'bridge.A：容器“first”询问 peer.lab.test 的 A 记录：没有应答（“timed out”）',
	],
	[
		'attempt 1: web: the address that the container saw: expected 198.51.100.1, found: 172.17.0.1\nattempt 2: pass',
		'第 1 次尝试：web：容器看到的地址：应为 198.51.100.1，实际为 172.17.0.1\n第 2 次尝试：通过',
	],
])('says in Chinese what a check found, and quotes what programs said: %s', (english, chinese) => {
	expect(chineseMessage(english)).toBe(chinese)
})

it('leaves evidence as it is', () => {
	expect(chineseMessage('RTNETLINK answers: File exists')).toBeUndefined()
	expect(chineseReason('socket hang up. See the guest console')).toBeUndefined()
})

it('says in Chinese what a known issue says and what was found instead, each form in our words', () => {
	const words = chineseMessage(
		'known issue icc-not-enforced says there.* answered by second or timeout; found there.tcp reset, back.tcp wrong answer: no record',
	)
	expect(words).toBe(
		'已知问题 icc-not-enforced 所述为：there.* 由 second 应答 或 超时；实际为：there.tcp 连接被重置，back.tcp 应答有误：没有记录',
	)
	expect(chineseMessage('attempt 1: known issue a says x reset; found x odd\nattempt 2: pass')).toBe(
		'第 1 次尝试：已知问题 a 所述为：x 连接被重置；实际为：x odd\n第 2 次尝试：通过',
	)
})
