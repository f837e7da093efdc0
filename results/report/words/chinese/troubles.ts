import type { Reasons } from '../catalogue/english.js'

/** Why a cell could not be tried, or broke: what the harness says first. `@1` is translated itself where it can be. */
export const troublePatterns: Reasons = [
	// What is not there for a cell.
	[
		/^The kernel has no AppArmor that restricts user namespaces, and without that the guest is no (.+)\.$/,
		'内核没有限制用户命名空间的 AppArmor，没有它，客户机就不是 $1。',
	],
	[
		/^(.+) is not in the cache and would have to be built, and this run is offline\.$/,
		'$1 不在缓存中，需要构建，而此次运行为离线运行。',
	],
	[/^(\S+) is not in the cache, and this run is offline\.$/, '$1 不在缓存中，而此次运行为离线运行。'],
	[/^Not in the cache, and this run is offline: (.+)\.$/, '不在缓存中，而此次运行为离线运行：$1。'],
	[
		/^No package lists are in the cache to look up (.+), and this run is offline\.$/,
		'缓存中没有用于查找 $1 的软件包列表，而此次运行为离线运行。',
	],
	[/^Linux (\S+) has no br_netfilter that could be loaded\.$/, 'Linux $1 没有可加载的 br_netfilter。'],
	[/^Linux (\S+) has no br_netfilter that could be unloaded\.$/, 'Linux $1 没有可卸载的 br_netfilter。'],
	[
		/^br_netfilter is built into Linux (\S+), and cannot be unloaded\.$/,
		'br_netfilter 编译在 Linux $1 中，无法卸载。',
	],
	[/^Linux (\S+) has no (.+) that could be loaded\.$/, 'Linux $1 没有可加载的 $2。'],
	[
		/^Linux (\S+) is too old for the guest (\S+), whose systemd is made for (\S+) or newer\.$/,
		'Linux $1 对客户机 $2 而言太旧：其 systemd 需要 $3 或更新的版本。',
	],
	[/^This version of the harness has no way to get (.+)\.$/, '此版本的测试工具无法取得 $1。'],
	[/^This version of the harness has no way to build (.+)\.$/, '此版本的测试工具无法构建 $1。'],
	[/^No Debian suite has a cloud kernel (.+)\.$/, 'Debian 的任何发行版都没有 cloud 内核 $1。'],
	[/^No Debian suite has (linux-source-\S+)\.$/, 'Debian 的任何发行版都没有 $1。'],
	[/^No Debian suite has (\S+) (.+)\.$/, 'Debian 的任何发行版都没有 $1 $2。'],
	[/^(\S+) is not available: no source is configured\.$/, '$1 无法取得：没有配置来源。'],
	[/^(\S+) did not answer within (\S+) s\.$/, '$1 在 $2 秒内没有应答。'],
	[/^(\S+) sent less than (\S+) KiB in (\S+) s\.$/, '$1 在 $3 秒内发送的数据不足 $2 KiB。'],
	[/^(\S+) did not arrive within (\S+) s\.$/, '$1 在 $2 秒内没有下载完。'],
	[/^(\S+): the connection broke after (\d+) bytes\.$/, '$1：连接在 $2 字节后中断。'],
	[/^(\S+) answered (\d+)(.*)\.$/, '$1 应答 $2$3。'],
	[/^(\S+) cannot be reached: (.+)\.$/, '无法访问 $1：“$2”。'],
	// What is there and wrong.
	[
		/^(\S+) has no entry for (\S+), and nothing new is accepted\.$/,
		'$1 中没有 $2 的条目，而此处不接受新条目。',
	],
	[
		/^(.+) has sha256 ([0-9a-f]+); the lock file says ([0-9a-f]+)\.$/,
		'$1 的 sha256 为 $2；锁定文件中为 $3。',
	],
	[
		/^(\S+) from (\S+) has sha256 ([0-9a-f]+); (.+) says ([0-9a-f]+)\.$/,
		'来自 $2 的 $1 的 sha256 为 $3；$4 中为 $5。',
	],
	[/^(.+): expected the sha256 (\S+), found (\S+)\.$/, '$1：sha256 应为 $2，实际为 $3。'],
	[/^(.+): cannot be opened: (.+)\.$/, '$1：无法打开：“$2”。'],
	[/^(.+): changed while it was unpacked, so nothing was made of it\.$/, '$1：解包期间有变化，因此未使用。'],
	[/^(\S+) gave a web page instead of the file\.$/, '$1 给出的是网页，而不是文件。'],
	[/^(\S+) gives more than (\d+) bytes\.$/, '$1 给出的数据超过 $2 字节。'],
	[/^(\S+) does not say how long the file is\.$/, '$1 没有说明文件的长度。'],
	[/^(.+) is a program for (\S+); the guest is (\S+)\.$/, '$1 是用于 $2 的程序，而客户机为 $3。'],
	[/^No room in the cache for ([^:]+)\.$/, '缓存中没有存放 $1 的空间。'],
	[
		/^No room in the cache for (.+): (\d+ MiB) are free in (.+), (\d+ MiB) are needed\.$/,
		'缓存中没有存放 $1 的空间：$3 中剩余 $2，需要 $4。',
	],
	// What broke on the way.
	[
		/^dockerd-rootless-setuptool\.sh ended with (\d+), and (\S+) has written nothing: the daemon was not started\.$/,
		'dockerd-rootless-setuptool.sh 以 $1 结束，$2 没有写入任何日志：守护进程没有启动。',
	],
	[/^The probe image could not be sent to the daemon\.$/, '无法将探测镜像发送给守护进程。'],
	[/^The daemon did not load the probe image: HTTP (\d+)\.$/, '守护进程没有加载探测镜像：HTTP $1。'],
	[
		/^dockerd gave up waiting for containerd: this machine was too slow for it\.$/,
		'dockerd 等待 containerd 超时：这台机器太慢。',
	],
	[
		/^dockerd waited for its proxy for (\S+) s, twice: this machine was too slow for it\.$/,
		'dockerd 两次等待其代理 $1 秒：这台机器太慢。',
	],
	[
		/^dockerd gave up after (\S+) s \("(.*)"\): this machine was too slow for it\.$/,
		'dockerd 在 $1 秒后放弃（“$2”）：这台机器太慢。',
	],
	[/^(.+): no result within (\S+) s\.?$/, '“$1”在 $2 秒内没有结果。'],
	[/^(.+) did not end within (\S+) s\.$/, '“$1”在 $2 秒内没有结束。'],
	[/^The suites were stopped: it took longer than (\S+) s$/, '检查被停止：用时超过 $1 秒。'],
	[/^The suites' process died \((.*)\)$/, '检查的进程已终止（“$1”）。'],
	[/^The suites broke: ([^]*)$/, '检查中断：“$1”。'],
	[
		/^RootlessKit has no child: its network namespace cannot be entered$/,
		'RootlessKit 没有子进程：无法进入其网络命名空间。',
	],
	[
		/^VM (\S+) did not come up: no SSH connection within (\d+) s; the console is silent$/,
		'虚拟机 $1 没有启动成功：$2 秒内没有 SSH 连接；控制台没有输出',
	],
	[
		/^VM (\S+) did not come up: no SSH connection within (\d+) s; the console's last line: "([^]*)"$/,
		'虚拟机 $1 没有启动成功：$2 秒内没有 SSH 连接；控制台最后一行：“$3”',
	],
	[/^VM (\S+) did not come up: ([^]*)$/, '虚拟机 $1 没有启动成功：“$2”'],
	[/^SSH to (\S+) failed$/, '通过 SSH 连接 $1 失败。'],
	[/^The SSH connection to the guest is gone$/, '与客户机的 SSH 连接已断开。'],
	[/^The guest did not give its journals in time\.$/, '客户机没有及时给出其日志。'],
	[/^"(.+)" (.+) in the guest$/, '客户机中的“$1”失败（“$2”）。'],
	[/^This machine is in trouble \("(.*?)"(?:, .*)?\)(?:: [^]*)?$/, '这台机器出现故障（“$1”）。'],
	[/^Control failed, so nothing is proved: ([^]*)$/, '对照失败，因此什么也没有证明：“$1”。'],
	[
		/^the process that ran the cell (.+?) and left no result(?: \(.*\))?(?:: [^]*)?$/,
		'运行该配置的进程没有留下结果（“$1”）。',
	],
	[/^the worker (\S+) took it and left no result$/, '工作进程 $1 领取了该配置，但没有留下结果。'],
]

const fetchHint = /^Run `rootless-matrix fetch` where there is a connection, on the same cache\.$/
const slowHint =
	/^Leave the machine alone meanwhile; where several VMs ran at the same time, run fewer \(--jobs 1\)\.$/

/** What to do about it. */
export const hintPatterns: Reasons = [
	[fetchHint, '请在有网络连接之处以同一缓存运行 `rootless-matrix fetch`。'],
	[slowHint, '请避免其他负载；若有多台虚拟机同时运行，请减少数量（--jobs 1）。'],
	[
		/^Choose a kernel of (\S+) or newer with (CONFIG_[^\s,]+), or the guest (\S+)\.$/,
		'请选择 $1 或更新且带有 $2 的内核，或客户机 $3。',
	],
	[
		/^Choose brNetfilter: absent for this kernel, or give the package that has the module as well: .+\.$/,
		'请为此内核选择 brNetfilter: absent，或一并提供含有该模块的软件包：RHEL 10 及同类发行版为 kernel-modules-extra。',
	],
	[/^Choose brNetfilter: loaded for this kernel\.$/, '请为此内核选择 brNetfilter: loaded。'],
	[
		/^Choose another value of modules for this kernel, or give the package that has the module as well\.$/,
		'请为此内核选择 modules 的其他值，或一并提供含有该模块的软件包。',
	],
	[/^Choose an older guest, such as (\S+)\.$/, '请选择较旧的客户机，例如 $1。'],
	[/^There is: (.+)\.$/, '现有：$1。'],
	[/^`(apt-cache .+?)` lists .+$/, '`$1` 可列出现有的版本。'],
	[
		/^Name a mirror with `mirrors:` or (\w+), or a directory that has the file\.$/,
		'请用 `mirrors:` 或 $1 指定镜像站点，或指定含有该文件的目录。',
	],
	[/^Name a mirror or a directory of files \((\w+)\)\.$/, '请用 $1 指定镜像站点或文件目录。'],
	[
		/^Name a mirror or a directory of files \((\w+)\); a proxy from the environment is not used\.$/,
		'请用 $1 指定镜像站点或文件目录；不使用环境中的代理。',
	],
	[/^Try again later, or name another mirror\.$/, '请稍后再试，或指定另一个镜像站点。'],
	[/^Name another mirror\.$/, '请指定另一个镜像站点。'],
	[/^Check the version, or name a mirror that has it\.$/, '请检查版本，或指定含有它的镜像站点。'],
	[/^This server does not give it to this machine\.$/, '该服务器不向这台机器提供它。'],
	[
		/^What has arrived is kept; run it again to go on, or name a nearer mirror\.$/,
		'已下载的部分会保留；请再次运行以继续，或指定较近的镜像站点。',
	],
	[
		/^What has arrived is kept: the next try continues from there if the server can\.$/,
		'已下载的部分会保留：若服务器支持，下次从此处继续。',
	],
	[
		/^Run once without --frozen, look at what was added to the lock file, and commit it\.$/,
		'请不带 --frozen 运行一次，查看锁定文件中新增的内容并提交。',
	],
	[
		/^If it is the right one after all, remove the entry from the lock file\.$/,
		'若它确实正确，请从锁定文件中删除该条目。',
	],
	[
		/^It is not used; it is in quarantine: (.+)\. If it is the right one after all, remove the entry from (.+)\.$/,
		'未使用它，已隔离于 $1。若它确实正确，请从 $2 中删除该条目。',
	],
	[
		/^Free some with `rootless-matrix images gc --delete`, or put the cache elsewhere with ROOTLESS_MATRIX_CACHE\.$/,
		'请用 `rootless-matrix images gc --delete` 腾出空间，或用 ROOTLESS_MATRIX_CACHE 将缓存放在别处。',
	],
	[
		/^Paths behind `file:` are meant from the directory of the matrix file\.$/,
		'`file:` 之后的路径相对于矩阵文件所在的目录。',
	],
	[
		/^The file is another one than was meant: get it anew, or correct the sum in the matrix file\.$/,
		'该文件不是所指的文件：请重新获取，或更正矩阵文件中的校验和。',
	],
	[
		/^What the tool printed says what it misses in the guest: the base image lacks something for this version\.$/,
		'该工具的输出说明客户机中缺少什么：基础镜像缺少此版本所需的内容。',
	],
	[/^The daemon’s journal in the cell’s directory says more\.$/, '详见该配置目录中的守护进程日志。'],
	[/^See the guest console\.$/, '见客户机控制台。'],
	[/^Did the guest crash or power off\? See its console\.$/, '客户机是否崩溃或关机？见其控制台。'],
	[/^What it printed last is shown behind this message\.$/, '它最后的输出见下文。'],
	[
		/^The guest’s memory, disk or limits are used up, so nothing is said about the product\.$/,
		'客户机的内存、磁盘或限额已用尽，因此对产品不作结论。',
	],
	[
		/^See the evidence: the service that the check aims at, or its own probe, does not work\.$/,
		'见证据：该检查所指的服务或它自己的探测程序不工作。',
	],
]
