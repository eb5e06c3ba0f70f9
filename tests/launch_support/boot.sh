# Starts systemd as process 1 of a root of its own, in a control group of its own that is taken away again.
root=$1
groups=/sys/fs/cgroup
[ -d $groups/unified ] && groups=$groups/unified
own=$groups/envsim-$$
mkdir "$own" || exit 77
sh -c 'echo $$ > "$1/cgroup.procs" && exec timeout 60 bwrap --unshare-pid --unshare-net --unshare-uts --unshare-ipc \
    --unshare-cgroup --hostname box --die-with-parent --as-pid-1 --cap-add ALL --bind "$2" / --ro-bind /usr /usr \
    --dev /dev --proc /proc --tmpfs /tmp --tmpfs /run --bind "$1" /sys/fs/cgroup --clearenv --setenv container bwrap \
    --setenv PATH /usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    -- /usr/lib/systemd/systemd --system --log-target=null --show-status=0 --unit=ask.target' sh "$own" "$root" </dev/null
find "$own" -depth -type d -exec rmdir {} \; 2>/dev/null
exit 0
