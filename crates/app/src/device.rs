//! A short name of a device, by which its owner knows it again.

/// Browser and system from what the browser says of itself, such as `Chrome · Android`. The order matters: browsers name
/// those that they are like.
#[must_use]
pub fn label(user_agent: &str) -> String {
    const BROWSERS: [(&str, &str); 9] = [
        ("MicroMessenger/", "WeChat"),
        ("HuaweiBrowser/", "Huawei Browser"),
        ("MiuiBrowser/", "Mi Browser"),
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    const SYSTEMS: [(&str, &str); 8] = [
        ("HarmonyOS", "HarmonyOS"),
        ("OpenHarmony", "HarmonyOS"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ];
    let first = |names: &[(&str, &'static str)]| {
        names.iter().find(|(part, _)| user_agent.contains(part)).map(|(_, name)| *name)
    };
    [first(&BROWSERS), first(&SYSTEMS)].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

#[cfg(test)]
mod tests {
    use super::label;

    #[test]
    fn devices_are_named_in_short() {
        let android = "Mozilla/5.0 (Linux; Android 15; PJE110) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/144.0.0.0 \
            Mobile Safari/537.36";
        assert_eq!(label(android), "Chrome · Android");
        assert_eq!(label(&format!("{android} MicroMessenger/8.0.60")), "WeChat · Android");
        let mac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) \
            Version/18.2 Safari/605.1.15";
        assert_eq!(label(mac), "Safari · macOS");
        assert_eq!(label("curl/8.9"), "");
    }
}
