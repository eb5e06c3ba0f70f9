# A branch that depends on the machine's name.
if [ "$(hostname)" = office ]; then
    PATH=/opt/office/bin:$PATH
    alias proxy='env http_proxy=http://proxy:3128'
    export SITE=office
else
    export SITE=home
fi
